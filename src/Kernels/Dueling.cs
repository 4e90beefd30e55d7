namespace DqnGpu.Kernels;

/// <summary>Combines a state value and advantages into action values (Wang et al. 2016, "Dueling Network Architectures", eq. 9).</summary>
/// <remarks>
/// <code>
/// q[n,a,z] = v[n,z] + advantage[n,a,z] - mean over a' of advantage[n,a',z]
/// dL/dv[n,z] = sum over a of dL/dq[n,a,z]        dL/dadvantage[n,a,z] = dL/dq[n,a,z] - mean over a' of dL/dq[n,a',z]
/// </code>
/// An action has Z numbers, each combined on its own: 1 where it is the action value itself, and one for each atom or quantile where the
/// network tells a distribution (Hessel et al. 2018, "Rainbow", section "The Integrated Agent").
/// </remarks>
public abstract class Dueling
{
    /// <summary>q from value and advantages.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="atoms">Z, the numbers of an action.</param>
    /// <param name="value">v [N, Z].</param>
    /// <param name="advantages">[N, A, Z].</param>
    /// <param name="q">[N, A, Z]; written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or A or Z is not positive.</exception>
    public void Forward(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
        Check(actions, atoms, value, advantages, q);
        ForwardCore(actions, atoms, value, advantages, q);
    }

    /// <summary>Gradients of value and advantages.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="atoms">Z, the numbers of an action.</param>
    /// <param name="dq">dL/dq [N, A, Z].</param>
    /// <param name="dvalue">[N, Z]; overwritten.</param>
    /// <param name="dadvantages">[N, A, Z]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape, or A or Z is not positive.</exception>
    public void Backward(int actions, int atoms, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages)
    {
        Check(actions, atoms, dvalue, dadvantages, dq);
        BackwardCore(actions, atoms, dq, dvalue, dadvantages);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(int actions, int atoms, DeviceView<float> dq, DeviceView<float> dvalue, DeviceView<float> dadvantages);

    private static void Check(int actions, int atoms, DeviceView<float> value, DeviceView<float> advantages, DeviceView<float> q)
    {
        BufferCheck.Positive(actions);
        BufferCheck.Positive(atoms);
        BufferCheck.Length(value, value.Length / atoms * atoms, "[N, Z]");
        BufferCheck.Length(advantages, value.Length * actions, "[N, A, Z]");
        BufferCheck.Length(q, value.Length * actions, "[N, A, Z]");
    }
}
