namespace DqnGpu.Kernels;

/// <summary>What <see cref="TdLoss"/> reads and writes for a minibatch of N transitions and A actions.</summary>
public readonly struct TdLossBuffers
{
    /// <summary>Online network's values of the first states, q(s, .) [N, A].</summary>
    public required DeviceView<float> Q { get; init; }

    /// <summary>Actions taken [N], 0..A-1; see <see cref="IndexCheck"/>.</summary>
    public required DeviceView<int> Actions { get; init; }

    /// <summary>Rewards [N]; with n-step returns the discounted sum of n rewards.</summary>
    public required DeviceView<float> Rewards { get; init; }

    /// <summary>gamma^n (1 - terminal) [N]; a truncated episode is not terminal and bootstraps.</summary>
    public required DeviceView<float> Discounts { get; init; }

    /// <summary>Target network's values of the states n steps on, q'(s', .) [N, A].</summary>
    public required DeviceView<float> NextTarget { get; init; }

    /// <summary>Online network's values of the same states, q(s', .) [N, A], for Double DQN; empty: plain DQN.</summary>
    public DeviceView<float> NextOnline { get; init; }

    /// <summary>Importance weights [N] of prioritised replay; empty: all 1.</summary>
    public DeviceView<float> Weights { get; init; }

    /// <summary>dL/dq [N, A]; overwritten, zero but for the action taken.</summary>
    public required DeviceView<float> Gradient { get; init; }

    /// <summary>Temporal-difference errors d = q(s, a) - y [N]; overwritten.</summary>
    public required DeviceView<float> Errors { get; init; }

    /// <summary>[2]: the loss L, and the mean over the minibatch of max over a of q(s, a); overwritten.</summary>
    public required DeviceView<float> Statistics { get; init; }
}

/// <summary>The temporal-difference loss of DQN and its gradient, in one pass.</summary>
/// <remarks>
/// <code>
/// plain DQN  (Mnih et al. 2015, algorithm 1):   y[n] = r[n] + discount[n] * max over a of q'(s'[n], a)
/// Double DQN (van Hasselt et al. 2016, eq. 4):  y[n] = r[n] + discount[n] * q'(s'[n], argmax over a of q(s'[n], a))
/// d[n] = q(s[n], a[n]) - y[n]        L = 1/N sum over n of weight[n] l(d[n])        dL/dq(s[n], a[n]) = weight[n] l'(d[n]) / N
/// </code>
/// y counts as a constant. Among equal values the lowest action is the arg-max, and a NaN is the greatest (see <see cref="RowMax"/>); so a NaN among what
/// y and q(s, a) are made of gives a loss, an error and a gradient of NaN. The sum over n has a fixed order.
/// </remarks>
public abstract class TdLoss
{
    /// <summary>Computes loss, gradient and errors.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="kind">The error function l.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">
    /// A view's length does not fit its shape; or, where actions lie in the host's memory, one is outside 0..A-1. A GPU does not look.
    /// </exception>
    public void Compute(int actions, LossKind kind, in TdLossBuffers buffers)
    {
        BufferCheck.Positive(actions);
        var n = buffers.Actions.Length;
        BufferCheck.Positive((int)n, "N");
        BufferCheck.Length(buffers.Q, n * actions, "[N, A]");
        BufferCheck.Length(buffers.Rewards, n, "[N]");
        BufferCheck.Length(buffers.Discounts, n, "[N]");
        BufferCheck.Length(buffers.NextTarget, n * actions, "[N, A]");
        BufferCheck.LengthOrEmpty(buffers.NextOnline, n * actions, "[N, A]");
        BufferCheck.LengthOrEmpty(buffers.Weights, n, "[N]");
        BufferCheck.Length(buffers.Gradient, n * actions, "[N, A]");
        BufferCheck.Length(buffers.Errors, n, "[N]");
        BufferCheck.Length(buffers.Statistics, 2, "[2]");
        ComputeCore(actions, kind, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int actions, LossKind kind, in TdLossBuffers buffers);
}
