namespace DqnGpu.Kernels;

/// <summary>The loss of categorical DQN, C51, and its gradient (Bellemare, Dabney and Munos 2017, algorithm 1).</summary>
/// <remarks>
/// <code>
/// p[i](s, a) = exp(x[i]) / sum over j of exp(x[j])        q(s, a) = sum over i of z[i] p[i](s, a)        z: see CategoricalSupport
/// a*   = argmax over a of q'(s', a)                       or, where NextOnline is given, of q(s', a)
/// b[j] = (clip(r + discount z[j], VMin, VMax) - VMin) / Delta             where atom j goes, counted in atoms: 0 .. Z - 1
/// m[i] = sum over j of p'[j](s', a*) max(0, 1 - |b[j] - i|)               each p'[j] is shared by the two atoms next to b[j]
/// H[n] = - sum over i of m[i] log p[i](s, a)              L = 1/N sum over n of weight[n] H[n]
/// dL/dx[i](s, a) = weight[n] (p[i] - m[i]) / N            error[n] = KL(m || p) = H[n] + sum over i of m[i] log m[i]
/// </code>
/// <para>m counts as a constant. log p is x - max x - log(sum of exp(x - max x)), so logits may be of any size; 0 log 0 is 0. Where b[j] is a whole number that
/// atom takes all of p'[j]. The divergence is what prioritised replay goes by (Hessel et al. 2018, section 3), 0 or more.</para>
/// <para>Among equal action values the lowest action is the arg-max, and a NaN is the greatest (see <see cref="RowMax"/>). A NaN among the logits of the action
/// taken, of the action a* in the target network, the reward, the discount or the weight gives a NaN in loss and gradient of the action taken, and all of
/// these but the weight in the error. An infinite reward is clipped like any other. The sum over n has a fixed order.</para>
/// </remarks>
public abstract class CategoricalLoss
{
    /// <summary>Computes loss, gradient and errors.</summary>
    /// <param name="support">The atoms; Z is their number.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="buffers">Inputs and outputs.</param>
    /// <exception cref="ArgumentException">
    /// The support is none, or a view's length does not fit its shape; or, where actions lie in the host's memory, one is outside 0..A-1. A GPU does not look.
    /// </exception>
    public void Compute(in CategoricalSupport support, int actions, in QLossBuffers buffers)
    {
        support.Validate();
        BufferCheck.Positive(actions);
        buffers.Check((long)actions * support.Atoms, "[N, A, Z]");
        ComputeCore(support, actions, buffers);
    }

    /// <summary><c>Compute</c> on the device, once the lengths are checked.</summary>
    protected abstract void ComputeCore(in CategoricalSupport support, int actions, in QLossBuffers buffers);
}
