namespace DqnGpu.Kernels.Simd;

/// <summary>Nothing to wait for: on the host every operation and copy is done when its call returns.</summary>
internal sealed class SimdFence : DeviceFence
{
    public override void Record(DeviceQueue queue)
    {
    }

    public override void Await(DeviceQueue queue)
    {
    }

    public override void Synchronize()
    {
    }

    public override void Dispose()
    {
    }
}
