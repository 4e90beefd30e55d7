using System.Numerics.Tensors;

namespace DqnGpu.Kernels.Simd;

/// <summary>One categorical distribution: the logits of one action in one state.</summary>
/// <remarks>The loops are .NET's own, in the widest vectors of the processor whatever the device's; their results depend on the row alone.</remarks>
internal static class CategoricalRow
{
    /// <summary>p[i] = exp(x[i] - max x) / sum over j of exp(x[j] - max x).</summary>
    /// <param name="logits">x [Z].</param>
    /// <param name="probabilities">p [Z]; written. It may be the logits themselves.</param>
    /// <returns>max x and log(sum): log p[i] = x[i] - max x - log(sum).</returns>
    public static (float Max, float LogSum) Softmax(ReadOnlySpan<float> logits, Span<float> probabilities)
    {
        var max = TensorPrimitives.Max(logits);
        TensorPrimitives.Subtract(logits, max, probabilities);
        TensorPrimitives.Exp<float>(probabilities, probabilities);
        var sum = TensorPrimitives.Sum<float>(probabilities);
        TensorPrimitives.Divide(probabilities, sum, probabilities);
        return (max, MathF.Log(sum));
    }

    /// <summary>q = sum over i of z[i] p[i], where p = softmax(x) is written.</summary>
    /// <param name="logits">x [Z].</param>
    /// <param name="atoms">z [Z].</param>
    /// <param name="probabilities">p [Z]; written. It may be the logits themselves.</param>
    public static float Value(ReadOnlySpan<float> logits, ReadOnlySpan<float> atoms, Span<float> probabilities)
    {
        Softmax(logits, probabilities);
        return TensorPrimitives.Dot(probabilities, atoms);
    }

    /// <summary>z [Z] of a support.</summary>
    public static void WriteAtoms(in CategoricalSupport support, Span<float> atoms)
    {
        for (var i = 0; i < atoms.Length; i++)
            atoms[i] = support.Atom(i);
    }
}
