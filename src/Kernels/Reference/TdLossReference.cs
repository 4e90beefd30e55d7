namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="TdLoss"/>, in double precision.</summary>
public static class TdLossReference
{
    /// <summary>
    /// y[n] = r[n] + discount[n] * q'(s'[n], a*), where a* is the arg-max of <paramref name="nextOnline"/> (Double DQN) or of
    /// <paramref name="nextTarget"/>; d[n] = q(s[n], a[n]) - y[n]; L = 1/N sum of weight[n] l(d[n]).
    /// </summary>
    /// <param name="actions">A.</param>
    /// <param name="kind">l.</param>
    /// <param name="q">q(s, .) [N, A].</param>
    /// <param name="taken">Actions [N].</param>
    /// <param name="rewards">[N].</param>
    /// <param name="discounts">[N].</param>
    /// <param name="nextTarget">q'(s', .) [N, A].</param>
    /// <param name="nextOnline">q(s', .) [N, A]; empty: plain DQN.</param>
    /// <param name="weights">[N]; empty: all 1.</param>
    /// <param name="gradient">dL/dq [N, A]; overwritten.</param>
    /// <param name="errors">d [N]; overwritten.</param>
    /// <returns>L, and the mean of the largest q(s, .).</returns>
    [Computes(Operation.TdLoss)]
    #region loss
    public static (double Loss, double MeanMaxQ) Compute(
        int actions, LossKind kind, ReadOnlySpan<double> q, ReadOnlySpan<int> taken, ReadOnlySpan<double> rewards,
        ReadOnlySpan<double> discounts, ReadOnlySpan<double> nextTarget, ReadOnlySpan<double> nextOnline, ReadOnlySpan<double> weights,
        Span<double> gradient, Span<double> errors)
    {
        var loss = 0.0;
        var maxQ = 0.0;
        gradient.Clear();
        for (var n = 0; n < taken.Length; n++)
        {
            var selector = nextOnline.IsEmpty ? nextTarget : nextOnline;
            var nextAction = RowMaxReference.ArgMax(selector.Slice(n * actions, actions));
            var target = rewards[n] + discounts[n] * nextTarget[n * actions + nextAction];
            var weight = weights.IsEmpty ? 1 : weights[n];
            errors[n] = q[n * actions + taken[n]] - target;
            loss += weight * LossKindReference.Value(kind, errors[n]);
            gradient[n * actions + taken[n]] = weight * LossKindReference.Derivative(kind, errors[n]) / taken.Length;
            maxQ += q[n * actions + RowMaxReference.ArgMax(q.Slice(n * actions, actions))];
        }
        return (loss / taken.Length, maxQ / taken.Length);
    }
    #endregion
}
