namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="GradientClip"/>, in double precision.</summary>
public static class GradientClipReference
{
    /// <summary>g = g * min(1, maxNorm / (norm + 1e-6)), in place.</summary>
    /// <returns>norm = sqrt(sum of g^2), before clipping.</returns>
    public static double Clip(double maxNorm, Span<double> gradients)
    {
        var sum = 0.0;
        foreach (var g in gradients)
            sum += g * g;
        var norm = Math.Sqrt(sum);
        var factor = Math.Min(1, maxNorm / (norm + 1e-6));
        for (var i = 0; i < gradients.Length; i++)
            gradients[i] *= factor;
        return norm;
    }
}
