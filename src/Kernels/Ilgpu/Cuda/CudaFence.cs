using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A CUDA event: the copies' stream and the kernels' stream wait for each other through it, without the host.</summary>
internal sealed class CudaFence(CudaAccelerator accelerator, CudaStream compute, CudaStream transfer) : DeviceFence
{
    private readonly CudaEvent mark = new(accelerator);

    public override void Record(DeviceQueue queue) => mark.Record(Stream(queue));

    public override void Await(DeviceQueue queue) => mark.Await(Stream(queue));

    public override void Synchronize() => mark.Synchronize();

    public override void Dispose() => mark.Dispose();

    private CudaStream Stream(DeviceQueue queue) => queue == DeviceQueue.Compute ? compute : transfer;
}
