namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="QuantileLoss"/>, in double precision.</summary>
public static class QuantileLossReference
{
    /// <summary>
    /// a* is the arg-max of the means of <paramref name="nextOnline"/> (as in Double DQN) or of <paramref name="nextTarget"/>; T[j] = r + discount theta'[j](s', a*);
    /// u = T[j] - theta[i](s, a); L = 1/N sum over n of weight[n] sum over i of 1/Z sum over j of |tau[i] - 1{u &lt; 0}| h(u) / kappa.
    /// </summary>
    /// <param name="quantiles">Z.</param>
    /// <param name="kappa">Where h turns from a square to a line.</param>
    /// <param name="actions">A.</param>
    /// <param name="theta">theta(s, .) [N, A, Z].</param>
    /// <param name="taken">Actions [N].</param>
    /// <param name="rewards">[N].</param>
    /// <param name="discounts">[N].</param>
    /// <param name="nextTarget">theta'(s', .) [N, A, Z].</param>
    /// <param name="nextOnline">theta(s', .) [N, A, Z]; empty: the target network chooses a*.</param>
    /// <param name="weights">[N]; empty: all 1.</param>
    /// <param name="gradient">dL/dtheta [N, A, Z]; overwritten.</param>
    /// <param name="errors">q(s, a) - mean of T, [N]; overwritten.</param>
    /// <returns>L, and the mean of the largest q(s, .).</returns>
    [Computes(Operation.QuantileLoss)]
    #region loss
    public static (double Loss, double MeanMaxQ) Compute(
        int quantiles, double kappa, int actions, ReadOnlySpan<double> theta, ReadOnlySpan<int> taken, ReadOnlySpan<double> rewards,
        ReadOnlySpan<double> discounts, ReadOnlySpan<double> nextTarget, ReadOnlySpan<double> nextOnline, ReadOnlySpan<double> weights,
        Span<double> gradient, Span<double> errors)
    {
        var q = new double[taken.Length * actions];
        QuantileValuesReference.Forward(quantiles, theta, q);
        var nextTargetQ = new double[taken.Length * actions];
        QuantileValuesReference.Forward(quantiles, nextTarget, nextTargetQ);
        var nextQ = new double[taken.Length * actions];
        QuantileValuesReference.Forward(quantiles, nextOnline.IsEmpty ? nextTarget : nextOnline, nextQ);
        var loss = 0.0;
        var maxQ = 0.0;
        gradient.Clear();
        for (var n = 0; n < taken.Length; n++)
        {
            var nextRow = n * actions + RowMaxReference.ArgMax(nextQ.AsSpan(n * actions, actions));
            var row = n * actions + taken[n];
            var weight = weights.IsEmpty ? 1 : weights[n];
            for (var i = 0; i < quantiles; i++)
            {
                var tau = (2 * i + 1) / (2.0 * quantiles);
                for (var j = 0; j < quantiles; j++)
                {
                    var u = rewards[n] + discounts[n] * nextTarget[nextRow * quantiles + j] - theta[row * quantiles + i];
                    var side = u < 0 ? 1 - tau : tau;
                    loss += weight / quantiles * side * Huber(u, kappa) / kappa;
                    gradient[row * quantiles + i] -= weight / quantiles * side * Math.Clamp(u, -kappa, kappa) / kappa / taken.Length;
                }
            }
            errors[n] = q[row] - (rewards[n] + discounts[n] * nextTargetQ[nextRow]);
            maxQ += q[n * actions + RowMaxReference.ArgMax(q.AsSpan(n * actions, actions))];
        }
        return (loss / taken.Length, maxQ / taken.Length);
    }
    #endregion

    /// <summary>h(u).</summary>
    private static double Huber(double u, double kappa) => Math.Abs(u) <= kappa ? u * u / 2 : kappa * (Math.Abs(u) - kappa / 2);
}
