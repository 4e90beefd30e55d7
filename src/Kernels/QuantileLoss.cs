namespace DqnGpu.Kernels;

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
    public void Compute(int quantiles, float kappa, int actions, in QLossBuffers buffers)
    {
        BufferCheck.Positive(quantiles);
        BufferCheck.Positive(actions);
        if (!(kappa > 0) || !float.IsFinite(kappa))
            throw new ArgumentOutOfRangeException(nameof(kappa), kappa, $"kappa must be above 0 and finite, but is {kappa}.");
        buffers.Check((long)actions * quantiles, "[N, A, Z]");
        ComputeCore(quantiles, kappa, actions, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(int quantiles, float kappa, int actions, in QLossBuffers buffers);
}
