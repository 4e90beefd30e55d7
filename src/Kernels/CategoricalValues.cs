namespace DqnGpu.Kernels;

/// <summary>Action values of categorical distributions: the mean of each (Bellemare et al. 2017, section 4).</summary>
/// <remarks>
/// <code>
/// p[i] = exp(x[i]) / sum over j of exp(x[j])        q[n, a] = sum over i of z[i] p[i](n, a)        z: see CategoricalSupport
/// dL/dx[i](n, a) = dL/dq[n, a] p[i] (z[i] - q[n, a])
/// </code>
/// Logits may be of any size: the largest is subtracted before the exponential. A NaN among a row's logits gives a NaN in all that comes of the row.
/// </remarks>
public abstract class CategoricalValues
{
    /// <summary>q from logits.</summary>
    /// <param name="support">The atoms; Z is their number.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="logits">x [N, A, Z].</param>
    /// <param name="q">[N, A]; written.</param>
    /// <exception cref="ArgumentException">The support is none, or a view's length does not fit its shape.</exception>
    public void Forward(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q)
    {
        Check(support, actions, logits, q);
        ForwardCore(support, actions, logits, q);
    }

    /// <summary>The gradient of the logits.</summary>
    /// <param name="support">The atoms; Z is their number.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="logits">x [N, A, Z] of the forward pass.</param>
    /// <param name="dq">dL/dq [N, A].</param>
    /// <param name="dlogits">dL/dx [N, A, Z]; overwritten. It may be <paramref name="logits"/> itself.</param>
    /// <exception cref="ArgumentException">The support is none, or a view's length does not fit its shape.</exception>
    public void Backward(
        in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> dq, DeviceView<float> dlogits)
    {
        Check(support, actions, logits, dq);
        BufferCheck.Length(dlogits, logits.Length, "[N, A, Z]");
        BackwardCore(support, actions, logits, dq, dlogits);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(
        in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> dq, DeviceView<float> dlogits);

    private static void Check(in CategoricalSupport support, int actions, DeviceView<float> logits, DeviceView<float> q)
    {
        support.Validate();
        BufferCheck.Positive(actions);
        BufferCheck.Length(q, q.Length / actions * actions, "[N, A]");
        BufferCheck.Length(logits, q.Length * support.Atoms, "[N, A, Z]");
    }
}
