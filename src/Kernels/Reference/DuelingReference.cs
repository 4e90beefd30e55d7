namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Dueling"/>, in double precision.</summary>
public static class DuelingReference
{
    /// <summary>q[n,a] = v[n] + advantage[n,a] - mean over a' of advantage[n,a'].</summary>
    /// <param name="actions">A.</param>
    /// <param name="value">[N].</param>
    /// <param name="advantages">[N, A].</param>
    /// <param name="q">[N, A]; overwritten.</param>
    [Computes(Operation.DuelingForward)]
    #region forward
    public static void Forward(int actions, ReadOnlySpan<double> value, ReadOnlySpan<double> advantages, Span<double> q)
    {
        for (var n = 0; n < value.Length; n++)
        {
            var mean = Sum(advantages.Slice(n * actions, actions)) / actions;
            for (var a = 0; a < actions; a++)
                q[n * actions + a] = value[n] + advantages[n * actions + a] - mean;
        }
    }
    #endregion

    /// <summary>dv[n] = sum over a of dq[n,a]; dadvantage[n,a] = dq[n,a] - mean over a' of dq[n,a'].</summary>
    /// <param name="actions">A.</param>
    /// <param name="dq">[N, A].</param>
    /// <param name="dvalue">[N]; overwritten.</param>
    /// <param name="dadvantages">[N, A]; overwritten.</param>
    [Computes(Operation.DuelingBackward)]
    #region backward
    public static void Backward(int actions, ReadOnlySpan<double> dq, Span<double> dvalue, Span<double> dadvantages)
    {
        for (var n = 0; n < dvalue.Length; n++)
        {
            dvalue[n] = Sum(dq.Slice(n * actions, actions));
            for (var a = 0; a < actions; a++)
                dadvantages[n * actions + a] = dq[n * actions + a] - dvalue[n] / actions;
        }
    }
    #endregion

    private static double Sum(ReadOnlySpan<double> row)
    {
        var sum = 0.0;
        foreach (var value in row)
            sum += value;
        return sum;
    }
}
