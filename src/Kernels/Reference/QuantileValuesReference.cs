namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="QuantileValues"/>, in double precision.</summary>
public static class QuantileValuesReference
{
    /// <summary>q[n,a] = mean over i of theta[i](n,a).</summary>
    /// <param name="quantiles">Z.</param>
    /// <param name="theta">[N, A, Z].</param>
    /// <param name="q">[N, A]; overwritten.</param>
    [Computes(Operation.QuantileValuesForward)]
    #region forward
    public static void Forward(int quantiles, ReadOnlySpan<double> theta, Span<double> q)
    {
        for (var row = 0; row < q.Length; row++)
        {
            q[row] = 0;
            foreach (var quantile in theta.Slice(row * quantiles, quantiles))
                q[row] += quantile / quantiles;
        }
    }
    #endregion

    /// <summary>dtheta[i](n,a) = dq[n,a] / Z.</summary>
    /// <param name="quantiles">Z.</param>
    /// <param name="dq">[N, A].</param>
    /// <param name="dtheta">[N, A, Z]; overwritten.</param>
    [Computes(Operation.QuantileValuesBackward)]
    #region backward
    public static void Backward(int quantiles, ReadOnlySpan<double> dq, Span<double> dtheta)
    {
        for (var row = 0; row < dq.Length; row++)
            dtheta.Slice(row * quantiles, quantiles).Fill(dq[row] / quantiles);
    }
    #endregion
}
