using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A second stream beside the compute stream, with the events that fork it off and join it again.</summary>
/// <remarks>
/// <code>
/// compute  ----+-- main ------+--        fork: an event recorded on compute, awaited by the branch
///               \             /
/// branch         +- branch -+            join: an event recorded on the branch, awaited by compute
/// </code>
/// In a capture the fork draws the branch into the capture, and both become edges of the graph.
/// </remarks>
internal sealed class CudaBranch : IDisposable
{
    private readonly CudaStream compute;
    private nint fork;
    private nint join;
    private bool isOpen;

    public CudaBranch(CudaStream compute, CudaStream stream)
    {
        this.compute = compute;
        Stream = stream;
        compute.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventCreate(out fork, CudaDriver.EventDisableTiming), "cuEventCreate");
        CudaDriver.Check(CudaDriver.EventCreate(out join, CudaDriver.EventDisableTiming), "cuEventCreate");
    }

    /// <summary>The branch's own stream.</summary>
    public CudaStream Stream { get; }

    /// <summary>What the branch's stream is given now comes behind all that the compute stream has been given.</summary>
    public void Fork()
    {
        Order(fork, compute, Stream);
        isOpen = true;
    }

    /// <summary>What the compute stream is given now comes behind all that the branch's stream has been given.</summary>
    public void Join()
    {
        if (!isOpen)
            return;
        Order(join, Stream, compute);
        isOpen = false;
    }

    public void Dispose()
    {
        if (fork == 0)
            return;
        CudaDriver.Check(CudaDriver.EventDestroy(fork), "cuEventDestroy");
        CudaDriver.Check(CudaDriver.EventDestroy(join), "cuEventDestroy");
        (fork, join) = (0, 0);
        Stream.Dispose();
    }

    private static void Order(nint mark, CudaStream first, CudaStream second)
    {
        first.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.EventRecord(mark, first.StreamPtr), "cuEventRecord");
        CudaDriver.Check(CudaDriver.StreamWaitEvent(second.StreamPtr, mark, 0), "cuStreamWaitEvent");
    }
}
