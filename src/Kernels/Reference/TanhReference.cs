namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Tanh"/>, in double precision.</summary>
public static class TanhReference
{
    /// <summary>y = tanh x.</summary>
    [Computes(Operation.TanhForward)]
    public static void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = Math.Tanh(x[i]);
    }

    /// <summary>dx = (1 - y^2) dy. <paramref name="dx"/> may be <paramref name="dy"/>.</summary>
    [Computes(Operation.TanhBackward)]
    public static void Backward(ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
    {
        for (var i = 0; i < y.Length; i++)
            dx[i] = (1 - y[i] * y[i]) * dy[i];
    }
}
