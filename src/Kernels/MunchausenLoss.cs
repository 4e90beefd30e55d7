namespace DqnGpu.Kernels;

/// <summary>The numbers of <see cref="MunchausenLoss"/>.</summary>
/// <param name="Alpha">What share of the scaled log-policy is added to the reward, 0 or more; 0: soft DQN.</param>
/// <param name="Temperature">Of the policy softmax(q / temperature), above 0, in units of q.</param>
/// <param name="LeastLogPolicy">What temperature log pi(a|s) is clipped to from below, 0 or less: the paper's l0.</param>
public readonly record struct MunchausenSettings(float Alpha = 0.9f, float Temperature = 0.03f, float LeastLogPolicy = -1f)
{
    /// <summary>The paper's: 0.9, 0.03, -1.</summary>
    public static MunchausenSettings Default => new(0.9f, 0.03f, -1f);

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside of its range, or not finite.</exception>
    public void Validate()
    {
        if (!(Alpha >= 0) || !float.IsFinite(Alpha))
            throw new ArgumentOutOfRangeException(nameof(Alpha), Alpha, $"Alpha must be 0 or more and finite, but is {Alpha}.");
        if (!(Temperature > 0) || !float.IsFinite(Temperature))
            throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, $"Temperature must be above 0 and finite, but is {Temperature}.");
        if (!(LeastLogPolicy <= 0) || !float.IsFinite(LeastLogPolicy))
            throw new ArgumentOutOfRangeException(
                nameof(LeastLogPolicy), LeastLogPolicy, $"LeastLogPolicy must be 0 or less and finite, but is {LeastLogPolicy}.");
    }
}

/// <summary>The loss of Munchausen DQN and its gradient (Vieillard, Pietquin and Geist 2020, equation 2).</summary>
/// <remarks>
/// <code>
/// V'(s) = temperature log(sum over a of exp(q'(s, a) / temperature))
/// y[n] = r[n] + alpha clip(q'(s[n], a[n]) - V'(s[n]), LeastLogPolicy, 0) + discount[n] V'(s'[n])
/// d[n] = q(s[n], a[n]) - y[n]        L = 1/N sum over n of weight[n] l(d[n])        dL/dq(s[n], a[n]) = weight[n] l'(d[n]) / N
/// </code>
/// <para>No probability is needed. The policy is pi = softmax(q' / temperature), so log pi(a|s) = q'(s, a) / temperature - log(sum of exp(q' / temperature)), and
/// temperature log pi(a|s) = q'(s, a) - V'(s): the bonus, which the paper's l0 clips in this scale. And what the paper bootstraps from, the sum over a of
/// pi(a|s') (q'(s', a) - temperature log pi(a|s')), has V'(s') in each bracket, so it is V'(s') itself. V' is computed from q' less its largest value, so no
/// exponential overflows, however low the temperature.</para>
/// <para>With n-step returns only the first of the n steps gets its bonus: those between are not in the minibatch.</para>
/// <para>y counts as a constant, and l is that of <see cref="TdLoss"/>. The largest q(s, .) in the statistics is NaN where one is (see <see cref="RowMax"/>). A NaN
/// in q(s, a), in any q'(s, .) or q'(s', .), the reward, the discount or the weight gives a loss and a gradient of NaN, and all of these but the weight an
/// error of NaN. The sum over n has a fixed order.</para>
/// </remarks>
public abstract class MunchausenLoss
{
    /// <summary>Computes loss, gradient and errors.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="kind">The error function l.</param>
    /// <param name="settings">alpha, temperature and the clip.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">
    /// A setting is outside of its range, or a view's length does not fit its shape; or, where actions lie in the host's memory, one is outside 0..A-1. A GPU
    /// does not look.
    /// </exception>
    public void Compute(int actions, LossKind kind, in MunchausenSettings settings, in QLossBuffers buffers)
    {
        BufferCheck.Positive(actions);
        settings.Validate();
        buffers.Check(actions, "[N, A]");
        BufferCheck.Length(buffers.FirstTarget, buffers.Outputs.Length, "[N, A]");
        ComputeCore(actions, kind, settings, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int actions, LossKind kind, in MunchausenSettings settings, in QLossBuffers buffers);
}
