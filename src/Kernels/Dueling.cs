namespace DqnGpu.Kernels;

/// <summary>Combines a state value and advantages into action values (Wang et al. 2016, "Dueling Network Architectures", eq. 9).</summary>
/// <remarks>
/// <code>
/// q[n,a] = v[n] + advantage[n,a] - mean over a' of advantage[n,a']
/// dL/dv[n] = sum over a of dL/dq[n,a]        dL/dadvantage[n,a] = dL/dq[n,a] - mean over a' of dL/dq[n,a']
/// </code>
/// </remarks>
public abstract class Dueling
{
    /// <summary>q from value and advantages.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="value">v [N].</param>
    /// <param name="advantages">[N, A].</param>
    /// <param name="q">[N, A]; written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
        Check(actions, value, advantages, q);
        ForwardCore(actions, value, advantages, q);
    }

    /// <summary>Gradients of value and advantages.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="dq">dL/dq [N, A].</param>
    /// <param name="dvalue">[N]; overwritten.</param>
    /// <param name="dadvantages">[N, A]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(int actions, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages)
    {
        Check(actions, dvalue, dadvantages, dq);
        BackwardCore(actions, dq, dvalue, dadvantages);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(int actions, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages);

    private static void Check(int actions, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
        BufferCheck.Positive(actions);
        BufferCheck.Length(advantages, value.Length * actions, "[N, A]");
        BufferCheck.Length(q, value.Length * actions, "[N, A]");
    }
}
