using System.Reflection;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels;

/// <summary>Where the code of an operation is: the methods that are marked as computing it.</summary>
public static class OperationCode
{
    private static readonly Lazy<ILookup<(string? Family, Operation Operation), MethodInfo>> Marked = new(FindMarked);

    /// <summary>The methods that compute an operation on a device, from the call down to the arithmetic; none for a device of another program.</summary>
    public static IReadOnlyList<MethodInfo> On(Device device, Operation operation) => [.. Marked.Value[(device.GetType().Namespace, operation)]];

    /// <summary>The operation as plain loops in double precision: its specification.</summary>
    public static IReadOnlyList<MethodInfo> InReference(Operation operation) => [.. Marked.Value[(typeof(Conv2dReference).Namespace, operation)]];

    private static ILookup<(string? Family, Operation Operation), MethodInfo> FindMarked()
    {
        const BindingFlags Declared = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var marked =
            from type in typeof(OperationCode).Assembly.GetTypes()
            from method in type.GetMethods(Declared)
            from mark in method.GetCustomAttributes<ComputesAttribute>()
            orderby mark.Depth
            from operation in mark.Operations
            select (Key: (type.Namespace, operation), method);
        return marked.ToLookup(pair => pair.Key, pair => pair.method);
    }
}
