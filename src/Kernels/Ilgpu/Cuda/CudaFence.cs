using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A CUDA event: the copies' stream and the kernels' stream wait for each other through it, without the host.</summary>
internal sealed class CudaFence : DeviceFence
{
    private readonly CudaStream compute;
    private readonly CudaStream transfer;
    private nint mark;

    public CudaFence(CudaStream compute, CudaStream transfer)
    {
        this.compute = compute;
        this.transfer = transfer;
        compute.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventCreate(out mark, CudaDriver.EventDisableTiming), "cuEventCreate");
    }

    public override void Record(DeviceQueue queue) =>
        CudaDriver.Check(CudaDriver.EventRecord(mark, Stream(queue)), "cuEventRecord");

    public override void Await(DeviceQueue queue) =>
        CudaDriver.Check(CudaDriver.StreamWaitEvent(Stream(queue), mark, 0), "cuStreamWaitEvent");

    public override void Synchronize()
    {
        compute.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventSynchronize(mark), "cuEventSynchronize");
    }

    public override void Dispose()
    {
        if (mark == 0)
            return;
        CudaDriver.Check(CudaDriver.EventDestroy(mark), "cuEventDestroy");
        mark = 0;
    }

    private nint Stream(DeviceQueue queue)
    {
        // The driver wants its context to be current on the calling thread, whichever that is.
        compute.Accelerator.Bind();
        return (queue == DeviceQueue.Compute ? compute : transfer).StreamPtr;
    }
}
