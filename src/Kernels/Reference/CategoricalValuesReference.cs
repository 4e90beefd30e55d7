namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="CategoricalValues"/>, in double precision.</summary>
public static class CategoricalValuesReference
{
    /// <summary>log p[i] = x[i] - max x - log(sum over j of exp(x[j] - max x)).</summary>
    /// <param name="logits">x [Z].</param>
    /// <param name="logProbabilities">[Z]; overwritten.</param>
    public static void LogSoftmax(ReadOnlySpan<double> logits, Span<double> logProbabilities)
    {
        var max = double.NegativeInfinity;
        foreach (var logit in logits)
            max = Math.Max(max, logit);
        var sum = 0.0;
        foreach (var logit in logits)
            sum += Math.Exp(logit - max);
        for (var i = 0; i < logits.Length; i++)
            logProbabilities[i] = logits[i] - max - Math.Log(sum);
    }

    /// <summary>z[i] = VMin + i (VMax - VMin) / (Z - 1).</summary>
    public static double Atom(in CategoricalSupport support, int i) =>
        support.VMin + i * ((double)support.VMax - support.VMin) / (support.Atoms - 1);

    /// <summary>q[n,a] = sum over i of z[i] p[i](n,a).</summary>
    /// <param name="support">z.</param>
    /// <param name="logits">x [N, A, Z].</param>
    /// <param name="q">[N, A]; overwritten.</param>
    [Computes(Operation.CategoricalValuesForward)]
    #region forward
    public static void Forward(in CategoricalSupport support, ReadOnlySpan<double> logits, Span<double> q)
    {
        var logProbabilities = new double[support.Atoms];
        for (var row = 0; row < q.Length; row++)
        {
            LogSoftmax(logits.Slice(row * support.Atoms, support.Atoms), logProbabilities);
            q[row] = 0;
            for (var i = 0; i < support.Atoms; i++)
                q[row] += Atom(support, i) * Math.Exp(logProbabilities[i]);
        }
    }
    #endregion

    /// <summary>dx[i](n,a) = dq[n,a] p[i] (z[i] - q[n,a]).</summary>
    /// <param name="support">z.</param>
    /// <param name="logits">x [N, A, Z].</param>
    /// <param name="dq">[N, A].</param>
    /// <param name="dlogits">[N, A, Z]; overwritten.</param>
    [Computes(Operation.CategoricalValuesBackward)]
    #region backward
    public static void Backward(in CategoricalSupport support, ReadOnlySpan<double> logits, ReadOnlySpan<double> dq, Span<double> dlogits)
    {
        var q = new double[dq.Length];
        Forward(support, logits, q);
        var logProbabilities = new double[support.Atoms];
        for (var row = 0; row < dq.Length; row++)
        {
            LogSoftmax(logits.Slice(row * support.Atoms, support.Atoms), logProbabilities);
            for (var i = 0; i < support.Atoms; i++)
                dlogits[row * support.Atoms + i] = dq[row] * Math.Exp(logProbabilities[i]) * (Atom(support, i) - q[row]);
        }
    }
    #endregion
}
