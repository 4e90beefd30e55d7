namespace DqnGpu.Kernels;

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
    public void Compute(int actions, LossKind kind, in QLossBuffers buffers)
    {
        BufferCheck.Positive(actions);
        buffers.Check(actions, "[N, A]");
        ComputeCore(actions, kind, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int actions, LossKind kind, in QLossBuffers buffers);
}
