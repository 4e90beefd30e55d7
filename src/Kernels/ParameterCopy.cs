namespace DqnGpu.Kernels;

/// <summary>Moves the target network's parameters to, or towards, the online network's.</summary>
/// <remarks>
/// <code>
/// hard: target = online        soft (Lillicrap et al. 2016): target = (1 - tau) target + tau online
/// </code>
/// </remarks>
public abstract class ParameterCopy
{
    /// <summary>target = online.</summary>
    /// <param name="online">[P].</param>
    /// <param name="target">[P]; overwritten.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Hard(DeviceView<float> online, DeviceView<float> target)
    {
        BufferCheck.Length(target, online.Length, "of online");
        HardCore(online, target);
    }

    /// <summary>target = (1 - tau) target + tau online.</summary>
    /// <param name="tau">Share of the online network, 0..1.</param>
    /// <param name="online">[P].</param>
    /// <param name="target">[P]; updated.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="tau"/> does not lie in 0..1.</exception>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Soft(float tau, DeviceView<float> online, DeviceView<float> target)
    {
        if (!(tau >= 0 && tau <= 1))
            throw new ArgumentOutOfRangeException(nameof(tau), tau, $"tau must lie in 0..1, but is {tau}.");
        BufferCheck.Length(target, online.Length, "of online");
        SoftCore(tau, online, target);
    }

    /// <summary><c>Hard</c> on the device, once the lengths are checked.</summary>
    protected abstract void HardCore(DeviceView<float> online, DeviceView<float> target);

    /// <summary><c>Soft</c> on the device, once the lengths are checked.</summary>
    protected abstract void SoftCore(float tau, DeviceView<float> online, DeviceView<float> target);
}
