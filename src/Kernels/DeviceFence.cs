namespace DqnGpu.Kernels;

/// <summary>The two queues of a device: operations run on <see cref="Compute"/>, <see cref="Device.Upload{T}"/> on <see cref="Transfer"/>.</summary>
public enum DeviceQueue
{
    /// <summary>All operations, in the order of their calls.</summary>
    Compute,

    /// <summary>Copies from pinned memory, beside the operations.</summary>
    Transfer,
}

/// <summary>A mark in a queue that the other queue or the host can wait for (a CUDA event). Made once, recorded again and again.</summary>
/// <remarks>On a device whose copies are synchronous every method returns at once.</remarks>
public abstract class DeviceFence : IDisposable
{
    /// <summary>Places the mark behind everything that <paramref name="queue"/> holds now.</summary>
    public abstract void Record(DeviceQueue queue);

    /// <summary>Lets everything added to <paramref name="queue"/> from now on wait until the recorded mark is reached.</summary>
    public abstract void Await(DeviceQueue queue);

    /// <summary>Blocks the host until the recorded mark is reached.</summary>
    public abstract void Synchronize();

    /// <inheritdoc/>
    public abstract void Dispose();
}
