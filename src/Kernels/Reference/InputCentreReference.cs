namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="InputCentre"/>, in double precision.</summary>
public static class InputCentreReference
{
    /// <summary>b[k] += c sum over m of w[m, k], in place.</summary>
    public static void MoveBias(double centre, ReadOnlySpan<double> weights, Span<double> bias)
    {
        for (var i = 0; i < weights.Length; i++)
            bias[i % bias.Length] += centre * weights[i];
    }

    /// <summary>dw[m, k] -= c db[k], in place.</summary>
    public static void MoveGradient(double centre, Span<double> weightGradient, ReadOnlySpan<double> biasGradient)
    {
        for (var i = 0; i < weightGradient.Length; i++)
            weightGradient[i] -= centre * biasGradient[i % biasGradient.Length];
    }
}
