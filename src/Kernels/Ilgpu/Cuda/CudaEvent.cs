using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A CUDA event: a mark in one stream that other streams or the host can wait for.</summary>
internal sealed class CudaEvent : IDisposable
{
    private readonly CudaAccelerator accelerator;
    private nint mark;

    public CudaEvent(CudaAccelerator accelerator)
    {
        this.accelerator = accelerator;
        accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventCreate(out mark, CudaDriver.EventDisableTiming), "cuEventCreate");
    }

    /// <summary>Places the mark behind all that the stream has been given.</summary>
    public void Record(CudaStream stream)
    {
        // The driver wants its context to be current on the calling thread, whichever that is.
        accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventRecord(mark, stream.StreamPtr), "cuEventRecord");
    }

    /// <summary>Lets what the stream is given from now on wait for the mark.</summary>
    public void Await(CudaStream stream)
    {
        accelerator.Bind();
        CudaDriver.Check(CudaDriver.StreamWaitEvent(stream.StreamPtr, mark, 0), "cuStreamWaitEvent");
    }

    /// <summary>Blocks the host until the mark is reached.</summary>
    public void Synchronize()
    {
        accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventSynchronize(mark), "cuEventSynchronize");
    }

    public void Dispose()
    {
        if (mark == 0)
            return;
        accelerator.Bind();
        // Its error would hide the one that made the program stop; after a kernel's failure every call fails.
        _ = CudaDriver.EventDestroy(mark);
        mark = 0;
    }
}
