using System.Diagnostics.CodeAnalysis;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels;

/// <summary>Checks integers that choose an element of a device's memory, while the host still has them: a kernel believes what it is given.</summary>
public static class IndexCheck
{
    /// <summary>Every index lies in <paramref name="lowest"/>..<paramref name="highest"/>. Allocates nothing.</summary>
    /// <param name="indices">Any number of them.</param>
    /// <param name="lowest">The lowest that is allowed.</param>
    /// <param name="highest">The highest that is allowed.</param>
    /// <param name="name">What they are, for the message.</param>
    /// <param name="operation">Who takes them, for the message.</param>
    /// <exception cref="ArgumentOutOfRangeException">One does not; the message names the first of them, its place, and the bounds.</exception>
    public static void Within(
        ReadOnlySpan<int> indices, int lowest, long highest, [CallerArgumentExpression(nameof(indices))] string name = "",
        [CallerMemberName] string operation = "")
    {
        if (!indices.IsEmpty && (TensorPrimitives.Min(indices) < lowest || TensorPrimitives.Max(indices) > highest))
            Throw(indices, lowest, highest, name, operation);
    }

    [DoesNotReturn]
    private static void Throw(ReadOnlySpan<int> indices, int lowest, long highest, string name, string operation)
    {
        var i = 0;
        while (indices[i] >= lowest && indices[i] <= highest)
            i++;
        throw new ArgumentOutOfRangeException(
            name, indices[i], $"{operation}: {name}[{i}] is {indices[i]}, but must lie in {lowest}..{highest}.");
    }
}
