using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels;

/// <summary>Argument checks of all operations. They cost a comparison and build their message only when they fail.</summary>
internal static class BufferCheck
{
    public static void Length<T>(
        DeviceView<T> view, long expected, string shape, [CallerArgumentExpression(nameof(view))] string name = "",
        [CallerMemberName] string operation = "") where T : unmanaged
    {
        if (view.Length != expected)
            ThrowLength(operation, name, view.Length, expected, shape);
    }

    public static void LengthOrEmpty<T>(
        DeviceView<T> view, long expected, string shape, [CallerArgumentExpression(nameof(view))] string name = "",
        [CallerMemberName] string operation = "") where T : unmanaged
    {
        if (!view.IsEmpty && view.Length != expected)
            ThrowLength(operation, name, view.Length, expected, shape);
    }

    public static void Networks<TInput>(ReadOnlySpan<LayerBuffers<TInput>> networks, [CallerMemberName] string operation = "")
        where TInput : unmanaged
    {
        if (networks.Length is < 1 or > LayerBuffers<TInput>.Most)
            throw new ArgumentException($"{operation}: {networks.Length} networks, but 1 to {LayerBuffers<TInput>.Most} go together.", nameof(networks));
    }

    public static void Positive(int value, [CallerArgumentExpression(nameof(value))] string name = "")
    {
        if (value <= 0)
            ThrowPositive(name, value);
    }

    [DoesNotReturn]
    private static void ThrowLength(string operation, string name, long actual, long expected, string shape) =>
        throw new ArgumentException($"{operation}: {name} has {actual} elements, but its shape {shape} asks for {expected}.", name);

    [DoesNotReturn]
    private static void ThrowPositive(string name, int value) =>
        throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 1, but is {value}.");
}
