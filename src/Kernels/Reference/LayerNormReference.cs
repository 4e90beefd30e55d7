namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="LayerNorm"/>, in double precision.</summary>
public static class LayerNormReference
{
    /// <summary>y = activation(gamma xhat + beta), with mean and rstd of each sample.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="gamma">[F].</param>
    /// <param name="beta">[F].</param>
    /// <param name="y">[N, F]; overwritten.</param>
    /// <param name="mean">[N]; overwritten.</param>
    /// <param name="rstd">[N]; overwritten.</param>
    /// <param name="activation">Applied before y is written.</param>
    [Computes(Operation.LayerNormForward)]
    public static void Forward(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> beta, Span<double> y, Span<double> mean, Span<double> rstd,
        Activation activation)
    {
        for (var n = 0; n < mean.Length; n++)
        {
            var row = x.Slice(n * gamma.Length, gamma.Length);
            var sum = 0.0;
            foreach (var value in row)
                sum += value;
            mean[n] = sum / row.Length;
            var squares = 0.0;
            foreach (var value in row)
                squares += (value - mean[n]) * (value - mean[n]);
            rstd[n] = 1 / Math.Sqrt(squares / row.Length + LayerNorm.Epsilon);
            for (var f = 0; f < row.Length; f++)
            {
                var z = gamma[f] * (row[f] - mean[n]) * rstd[n] + beta[f];
                y[n * row.Length + f] = activation == Activation.Relu ? Math.Max(0, z) : z;
            }
        }
    }

    /// <summary>dx = rstd (g - mean of g - xhat (mean of g xhat)), g = gamma dz; 0 where x is 0 when <paramref name="inputIsRelu"/>.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="gamma">[F].</param>
    /// <param name="dz">[N, F].</param>
    /// <param name="mean">[N].</param>
    /// <param name="rstd">[N].</param>
    /// <param name="dx">[N, F]; overwritten.</param>
    /// <param name="inputIsRelu">x is the output of a ReLU.</param>
    [Computes(Operation.LayerNormBackwardInput)]
    #region backward-input
    public static void BackwardInput(
        ReadOnlySpan<double> x, ReadOnlySpan<double> gamma, ReadOnlySpan<double> dz, ReadOnlySpan<double> mean, ReadOnlySpan<double> rstd,
        Span<double> dx, bool inputIsRelu)
    {
        var features = gamma.Length;
        for (var n = 0; n < mean.Length; n++)
        {
            var (sum, sumXhat) = (0.0, 0.0);
            for (var f = 0; f < features; f++)
            {
                var g = gamma[f] * dz[n * features + f];
                sum += g;
                sumXhat += g * (x[n * features + f] - mean[n]) * rstd[n];
            }
            for (var f = 0; f < features; f++)
            {
                var i = n * features + f;
                var xhat = (x[i] - mean[n]) * rstd[n];
                dx[i] = inputIsRelu && x[i] == 0 ? 0 : rstd[n] * (gamma[f] * dz[i] - sum / features - xhat * sumXhat / features);
            }
        }
    }
    #endregion

    /// <summary>dgamma = sum over n of dz xhat; dbeta = sum over n of dz.</summary>
    /// <param name="x">[N, F].</param>
    /// <param name="dz">[N, F].</param>
    /// <param name="mean">[N].</param>
    /// <param name="rstd">[N].</param>
    /// <param name="dgamma">[F]; overwritten.</param>
    /// <param name="dbeta">[F]; overwritten.</param>
    [Computes(Operation.LayerNormBackwardWeights)]
    public static void BackwardWeights(
        ReadOnlySpan<double> x, ReadOnlySpan<double> dz, ReadOnlySpan<double> mean, ReadOnlySpan<double> rstd, Span<double> dgamma, Span<double> dbeta)
    {
        dgamma.Clear();
        dbeta.Clear();
        for (var n = 0; n < mean.Length; n++)
            for (var f = 0; f < dgamma.Length; f++)
            {
                var i = n * dgamma.Length + f;
                dgamma[f] += dz[i] * (x[i] - mean[n]) * rstd[n];
                dbeta[f] += dz[i];
            }
    }
}
