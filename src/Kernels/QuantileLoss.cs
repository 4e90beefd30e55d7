namespace DqnGpu.Kernels;

/// <summary>What <see cref="QuantileLoss"/> reads and writes for a minibatch of N transitions, A actions and Z quantiles.</summary>
public readonly struct QuantileLossBuffers
{
    /// <summary>Online network's outputs of the first states, theta(s, a, .) [N, A, Z]: quantiles of the return.</summary>
    public required DeviceView<float> Quantiles { get; init; }

    /// <summary>Actions taken [N], 0..A-1; see <see cref="IndexCheck"/>.</summary>
    public required DeviceView<int> Actions { get; init; }

    /// <summary>Rewards [N]; with n-step returns the discounted sum of n rewards.</summary>
    public required DeviceView<float> Rewards { get; init; }

    /// <summary>gamma^n (1 - terminal) [N]; a truncated episode is not terminal and bootstraps.</summary>
    public required DeviceView<float> Discounts { get; init; }

    /// <summary>Target network's quantiles of the states n steps on, theta'(s', a, .) [N, A, Z].</summary>
    public required DeviceView<float> NextTarget { get; init; }

    /// <summary>Online network's quantiles of the same states, theta(s', a, .) [N, A, Z], which then choose the action, as in Double DQN; empty: the target network's do.</summary>
    public DeviceView<float> NextOnline { get; init; }

    /// <summary>Importance weights [N] of prioritised replay; empty: all 1.</summary>
    public DeviceView<float> Weights { get; init; }

    /// <summary>dL/dtheta [N, A, Z]; overwritten, zero but for the action taken.</summary>
    public required DeviceView<float> Gradient { get; init; }

    /// <summary>q(s, a) - mean over j of T[j], [N]: the error of the mean; overwritten.</summary>
    public required DeviceView<float> Errors { get; init; }

    /// <summary>[2]: the loss L, and the mean over the minibatch of max over a of q(s, a); overwritten.</summary>
    public required DeviceView<float> Statistics { get; init; }
}

/// <summary>The loss of quantile-regression DQN and its gradient (Dabney, Rowland, Bellemare and Munos 2018, equations 9 and 10, algorithm 1).</summary>
/// <remarks>
/// <code>
/// tau[i] = (2 i + 1) / (2 Z)        q(s, a) = mean over i of theta[i](s, a)        i, j = 0 .. Z - 1
/// a*   = argmax over a of q'(s', a)                       or, where NextOnline is given, of q(s', a)
/// T[j] = r + discount theta'[j](s', a*)                   u[i, j] = T[j] - theta[i](s, a)
/// h(u) = u^2 / 2 for |u| at most kappa, else kappa (|u| - kappa / 2)              h'(u) = u clipped to -kappa..kappa
/// L[n] = sum over i of 1/Z sum over j of |tau[i] - 1{u[i, j] &lt; 0}| h(u[i, j]) / kappa         L = 1/N sum over n of weight[n] L[n]
/// dL/dtheta[i](s, a) = - weight[n] / (N Z) sum over j of |tau[i] - 1{u[i, j] &lt; 0}| h'(u[i, j]) / kappa
/// error[n] = q(s, a) - mean over j of T[j]
/// </code>
/// <para>T counts as a constant. Among equal action values the lowest action is the arg-max, and a NaN is the greatest (see <see cref="RowMax"/>).</para>
/// <para>A NaN among the target network's quantiles of a*, the reward, the discount or the weight gives a NaN in loss and gradient of the action taken, and all of
/// these but the weight in the error; a NaN among the quantiles of the action taken gives a NaN in loss, error and its own gradient. The sum over n has a
/// fixed order.</para>
/// </remarks>
public abstract class QuantileLoss
{
    /// <summary>Computes loss, gradient and errors.</summary>
    /// <param name="quantiles">Z, the number of quantiles; 200 in the paper.</param>
    /// <param name="kappa">Where h turns from a square to a line, above 0; 1 in the paper.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">
    /// kappa is not above 0 and finite, or a view's length does not fit its shape; or, where actions lie in the host's memory, one is outside 0..A-1. A GPU
    /// does not look.
    /// </exception>
    public void Compute(int quantiles, float kappa, int actions, in QuantileLossBuffers buffers)
    {
        BufferCheck.Positive(quantiles);
        BufferCheck.Positive(actions);
        if (!(kappa > 0) || !float.IsFinite(kappa))
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, $"kappa must be above 0 and finite, but is {kappa}.");
        var n = buffers.Actions.Length;
        var outputs = n * actions * quantiles;
        BufferCheck.Positive((int)n, "N");
        BufferCheck.Length(buffers.Quantiles, outputs, "[N, A, Z]");
        BufferCheck.Length(buffers.Rewards, n, "[N]");
        BufferCheck.Length(buffers.Discounts, n, "[N]");
        BufferCheck.Length(buffers.NextTarget, outputs, "[N, A, Z]");
        BufferCheck.LengthOrEmpty(buffers.NextOnline, outputs, "[N, A, Z]");
        BufferCheck.LengthOrEmpty(buffers.Weights, n, "[N]");
        BufferCheck.Length(buffers.Gradient, outputs, "[N, A, Z]");
        BufferCheck.Length(buffers.Errors, n, "[N]");
        BufferCheck.Length(buffers.Statistics, 2, "[2]");
        ComputeCore(quantiles, kappa, actions, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int quantiles, float kappa, int actions, in QuantileLossBuffers buffers);
}
