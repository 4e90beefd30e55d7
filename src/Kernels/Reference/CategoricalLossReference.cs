namespace DqnGpu.Kernels.Reference;

/// <summary>The specification of <see cref="CategoricalLoss"/>, in double precision.</summary>
public static class CategoricalLossReference
{
    /// <summary>
    /// a* is the arg-max of the action values of <paramref name="nextOnline"/> (as in Double DQN) or of <paramref name="nextTarget"/>; m is p'(s', a*), moved
    /// and shared among the atoms; L = 1/N sum of weight[n] H[n], where H[n] = - sum over i of m[i] log p[i](s[n], a[n]).
    /// </summary>
    /// <param name="support">z.</param>
    /// <param name="actions">A.</param>
    /// <param name="logits">x(s, .) [N, A, Z].</param>
    /// <param name="taken">Actions [N].</param>
    /// <param name="rewards">[N].</param>
    /// <param name="discounts">[N].</param>
    /// <param name="nextTarget">x'(s', .) [N, A, Z].</param>
    /// <param name="nextOnline">x(s', .) [N, A, Z]; empty: the target network chooses a*.</param>
    /// <param name="weights">[N]; empty: all 1.</param>
    /// <param name="gradient">dL/dx [N, A, Z]; overwritten.</param>
    /// <param name="errors">KL(m || p) [N]; overwritten.</param>
    /// <returns>L, and the mean of the largest q(s, .).</returns>
    [Computes(Operation.CategoricalLoss)]
    #region loss
    public static (double Loss, double MeanMaxQ) Compute(
        in CategoricalSupport support, int actions, ReadOnlySpan<double> logits, ReadOnlySpan<int> taken, ReadOnlySpan<double> rewards,
        ReadOnlySpan<double> discounts, ReadOnlySpan<double> nextTarget, ReadOnlySpan<double> nextOnline, ReadOnlySpan<double> weights,
        Span<double> gradient, Span<double> errors)
    {
        var z = support.Atoms;
        var q = new double[taken.Length * actions];
        CategoricalValuesReference.Forward(support, logits, q);
        var nextQ = new double[taken.Length * actions];
        CategoricalValuesReference.Forward(support, nextOnline.IsEmpty ? nextTarget : nextOnline, nextQ);
        var (logP, nextLogP, target) = (new double[z], new double[z], new double[z]);
        var loss = 0.0;
        var maxQ = 0.0;
        gradient.Clear();
        for (var n = 0; n < taken.Length; n++)
        {
            var nextRow = n * actions + RowMaxReference.ArgMax(nextQ.AsSpan(n * actions, actions));
            CategoricalValuesReference.LogSoftmax(nextTarget.Slice(nextRow * z, z), nextLogP);
            Project(support, rewards[n], discounts[n], nextLogP, target);

            var row = n * actions + taken[n];
            CategoricalValuesReference.LogSoftmax(logits.Slice(row * z, z), logP);
            var weight = weights.IsEmpty ? 1 : weights[n];
            var (crossEntropy, negativeEntropy) = (0.0, 0.0);
            for (var i = 0; i < z; i++)
            {
                // 0 log 0 = 0; a NaN is not 0.
                if (target[i] != 0)
                {
                    crossEntropy -= target[i] * logP[i];
                    negativeEntropy += target[i] * Math.Log(target[i]);
                }
                gradient[row * z + i] = weight * (Math.Exp(logP[i]) - target[i]) / taken.Length;
            }
            loss += weight * crossEntropy;
            // Rounding may leave a little less than the 0 that it is when m = p.
            errors[n] = Math.Max(0, crossEntropy + negativeEntropy);
            maxQ += q[n * actions + RowMaxReference.ArgMax(q.AsSpan(n * actions, actions))];
        }
        return (loss / taken.Length, maxQ / taken.Length);
    }
    #endregion

    /// <summary>
    /// Atom j goes to r + discount z[j], clipped to VMin..VMax, which is b atoms from VMin; the atoms below and above b share p'[j] by their nearness.
    /// </summary>
    /// <param name="support">z.</param>
    /// <param name="reward">r.</param>
    /// <param name="discount">gamma^n (1 - terminal).</param>
    /// <param name="logProbabilities">log p' [Z].</param>
    /// <param name="target">m [Z]; overwritten. All NaN where one of the numbers is NaN.</param>
    [Computes(Operation.CategoricalLoss, Depth = 1)]
    #region project
    public static void Project(
        in CategoricalSupport support, double reward, double discount, ReadOnlySpan<double> logProbabilities, Span<double> target)
    {
        var delta = ((double)support.VMax - support.VMin) / (support.Atoms - 1);
        target.Clear();
        for (var j = 0; j < support.Atoms; j++)
        {
            var p = Math.Exp(logProbabilities[j]);
            var moved = Math.Clamp(reward + discount * CategoricalValuesReference.Atom(support, j), support.VMin, support.VMax);
            if (double.IsNaN(moved) || double.IsNaN(p))
            {
                target.Fill(double.NaN);
                return;
            }
            var b = Math.Min((moved - support.VMin) / delta, support.Atoms - 1);
            var below = (int)b;
            target[below] += p * (below + 1 - b);
            if (b > below)
                target[below + 1] += p * (b - below);
        }
    }
    #endregion
}
