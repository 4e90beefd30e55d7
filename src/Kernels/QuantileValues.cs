namespace DqnGpu.Kernels;

/// <summary>Action values of distributions that are given by their quantiles: the mean of each (Dabney et al. 2018, algorithm 1).</summary>
/// <remarks>
/// <code>
/// q[n, a] = 1/Z sum over i of theta[i](n, a)        dL/dtheta[i](n, a) = dL/dq[n, a] / Z
/// </code>
/// </remarks>
public abstract class QuantileValues
{
    /// <summary>q from quantiles.</summary>
    /// <param name="quantiles">Z, the number of quantiles.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="theta">[N, A, Z].</param>
    /// <param name="q">[N, A]; written.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Forward(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q)
    {
        Check(quantiles, actions, theta, q);
        ForwardCore(quantiles, actions, theta, q);
    }

    /// <summary>The gradient of the quantiles.</summary>
    /// <param name="quantiles">Z, the number of quantiles.</param>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="dq">dL/dq [N, A].</param>
    /// <param name="dtheta">dL/dtheta [N, A, Z]; overwritten.</param>
    /// <exception cref="ArgumentException">A view's length does not fit its shape.</exception>
    public void Backward(int quantiles, int actions, DeviceView<float> dq, DeviceView<float> dtheta)
    {
        Check(quantiles, actions, dtheta, dq);
        BackwardCore(quantiles, actions, dq, dtheta);
    }

    /// <summary><c>Forward</c> on the device, once the lengths are checked.</summary>
    protected abstract void ForwardCore(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q);

    /// <summary><c>Backward</c> on the device, once the lengths are checked.</summary>
    protected abstract void BackwardCore(int quantiles, int actions, DeviceView<float> dq, DeviceView<float> dtheta);

    private static void Check(int quantiles, int actions, DeviceView<float> theta, DeviceView<float> q)
    {
        BufferCheck.Positive(quantiles);
        BufferCheck.Positive(actions);
        BufferCheck.Length(q, q.Length / actions * actions, "[N, A]");
        BufferCheck.Length(theta, q.Length * quantiles, "[N, A, Z]");
    }
}
