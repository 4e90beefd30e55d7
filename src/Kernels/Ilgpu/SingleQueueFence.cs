namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A fence of a device with one queue: order is given, and uploads are done when <see cref="Device.Upload{T}"/> returns.</summary>
internal sealed class SingleQueueFence(IlgpuDevice device) : DeviceFence
{
    private bool recorded;

    public override void Record(DeviceQueue queue) => recorded = true;

    public override void Await(DeviceQueue queue)
    {
    }

    public override void Synchronize()
    {
        if (recorded)
            device.Synchronize();
        recorded = false;
    }

    public override void Dispose()
    {
    }
}
