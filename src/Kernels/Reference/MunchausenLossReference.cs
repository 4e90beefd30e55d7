namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="MunchausenLoss"/>, in double precision.</summary>
public static class MunchausenLossReference
{
    /// <summary>
    /// y[n] = r[n] + alpha clip(q'(s[n], a[n]) - V'(s[n]), LeastLogPolicy, 0) + discount[n] V'(s'[n]); d[n] = q(s[n], a[n]) - y[n];
    /// L = 1/N sum of weight[n] l(d[n]).
    /// </summary>
    /// <param name="actions">A.</param>
    /// <param name="kind">l.</param>
    /// <param name="settings">alpha, temperature, LeastLogPolicy.</param>
    /// <param name="q">q(s, .) [N, A].</param>
    /// <param name="firstTarget">q'(s, .) [N, A].</param>
    /// <param name="nextTarget">q'(s', .) [N, A].</param>
    /// <param name="taken">Actions [N].</param>
    /// <param name="rewards">[N].</param>
    /// <param name="discounts">[N].</param>
    /// <param name="weights">[N]; empty: all 1.</param>
    /// <param name="gradient">dL/dq [N, A]; overwritten.</param>
    /// <param name="errors">d [N]; overwritten.</param>
    /// <returns>L, and the mean of the largest q(s, .).</returns>
    [Computes(Operation.MunchausenLoss)]
    #region loss
    public static (double Loss, double MeanMaxQ) Compute(
        int actions, LossKind kind, in MunchausenSettings settings, ReadOnlySpan<double> q, ReadOnlySpan<double> firstTarget,
        ReadOnlySpan<double> nextTarget, ReadOnlySpan<int> taken, ReadOnlySpan<double> rewards, ReadOnlySpan<double> discounts,
        ReadOnlySpan<double> weights, Span<double> gradient, Span<double> errors)
    {
        var loss = 0.0;
        var maxQ = 0.0;
        gradient.Clear();
        for (var n = 0; n < taken.Length; n++)
        {
            var row = n * actions;
            var logPolicy = firstTarget[row + taken[n]] - SoftMaximum(settings.Temperature, firstTarget.Slice(row, actions));
            var bonus = settings.Alpha * Math.Clamp(logPolicy, settings.LeastLogPolicy, 0);
            var target = rewards[n] + bonus + discounts[n] * SoftMaximum(settings.Temperature, nextTarget.Slice(row, actions));
            var weight = weights.IsEmpty ? 1 : weights[n];
            errors[n] = q[row + taken[n]] - target;
            loss += weight * LossKindReference.Value(kind, errors[n]);
            gradient[row + taken[n]] = weight * LossKindReference.Derivative(kind, errors[n]) / taken.Length;
            maxQ += q[row + RowMaxReference.ArgMax(q.Slice(row, actions))];
        }
        return (loss / taken.Length, maxQ / taken.Length);
    }
    #endregion

    /// <summary>V = temperature log(sum over a of exp(q[a] / temperature)).</summary>
    [Computes(Operation.MunchausenLoss, Depth = 1)]
    #region soft-maximum
    public static double SoftMaximum(double temperature, ReadOnlySpan<double> q)
    {
        var max = double.NegativeInfinity;
        foreach (var value in q)
            max = Math.Max(max, value);
        var sum = 0.0;
        foreach (var value in q)
            sum += Math.Exp((value - max) / temperature);
        return max + temperature * Math.Log(sum);
    }
    #endregion
}
