namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Relu"/>, in double precision.</summary>
public static class ReluReference
{
    /// <summary>y = max(0, x).</summary>
    [Computes(Operation.ReluForward)]
    public static void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = Math.Max(0, x[i]);
    }

    /// <summary>dx = 0 where y is 0, else dy. <paramref name="dx"/> may be <paramref name="dy"/>.</summary>
    [Computes(Operation.ReluBackward)]
    #region backward
    public static void Backward(ReadOnlySpan<double> y, ReadOnlySpan<double> dy, Span<double> dx)
    {
        for (var i = 0; i < y.Length; i++)
            dx[i] = y[i] == 0 ? 0 : dy[i];
    }
    #endregion
}
