namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="ParameterCopy"/>, in double precision. The hard copy is the case tau = 1.</summary>
public static class ParameterCopyReference
{
    /// <summary>target = (1 - tau) target + tau online.</summary>
    public static void Soft(double tau, ReadOnlySpan<double> online, Span<double> target)
    {
        for (var i = 0; i < online.Length; i++)
            target[i] = (1 - tau) * target[i] + tau * online[i];
    }
}
