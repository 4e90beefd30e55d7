namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="Dueling"/>, in double precision.</summary>
public static class DuelingReference
{
    /// <summary>q[n,a,z] = v[n,z] + advantage[n,a,z] - mean over a' of advantage[n,a',z].</summary>
    /// <param name="actions">A.</param>
    /// <param name="atoms">Z.</param>
    /// <param name="value">[N, Z].</param>
    /// <param name="advantages">[N, A, Z].</param>
    /// <param name="q">[N, A, Z]; overwritten.</param>
    [Computes(Operation.DuelingForward)]
    #region forward
    public static void Forward(int actions, int atoms, ReadOnlySpan<double> value, ReadOnlySpan<double> advantages, Span<double> q)
    {
        for (var i = 0; i < value.Length; i++)
        {
            var first = i / atoms * actions * atoms + i % atoms;
            var mean = Sum(advantages, first, actions, atoms) / actions;
            for (var a = 0; a < actions; a++)
                q[first + a * atoms] = value[i] + advantages[first + a * atoms] - mean;
        }
    }
    #endregion

    /// <summary>dv[n,z] = sum over a of dq[n,a,z]; dadvantage[n,a,z] = dq[n,a,z] - mean over a' of dq[n,a',z].</summary>
    /// <param name="actions">A.</param>
    /// <param name="atoms">Z.</param>
    /// <param name="dq">[N, A, Z].</param>
    /// <param name="dvalue">[N, Z]; overwritten.</param>
    /// <param name="dadvantages">[N, A, Z]; overwritten.</param>
    [Computes(Operation.DuelingBackward)]
    #region backward
    public static void Backward(int actions, int atoms, ReadOnlySpan<double> dq, Span<double> dvalue, Span<double> dadvantages)
    {
        for (var i = 0; i < dvalue.Length; i++)
        {
            var first = i / atoms * actions * atoms + i % atoms;
            dvalue[i] = Sum(dq, first, actions, atoms);
            for (var a = 0; a < actions; a++)
                dadvantages[first + a * atoms] = dq[first + a * atoms] - dvalue[i] / actions;
        }
    }
    #endregion

    private static double Sum(ReadOnlySpan<double> values, int first, int count, int stride)
    {
        var sum = 0.0;
        for (var a = 0; a < count; a++)
            sum += values[first + a * stride];
        return sum;
    }
}
