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
internal sealed class CudaBranch(CudaAccelerator accelerator, CudaStream compute) : IDisposable
{
    private readonly CudaEvent fork = new(accelerator);
    private readonly CudaEvent join = new(accelerator);
    private bool isOpen;

    /// <summary>The branch's own stream.</summary>
    public CudaStream Stream { get; } = (CudaStream)accelerator.CreateStream();

    /// <summary>What the branch's stream is given now comes behind all that the compute stream has been given.</summary>
    public void Fork()
    {
        fork.Record(compute);
        fork.Await(Stream);
        isOpen = true;
    }

    /// <summary>What the compute stream is given now comes behind all that the branch's stream has been given.</summary>
    public void Join()
    {
        if (!isOpen)
            return;
        join.Record(Stream);
        join.Await(compute);
        isOpen = false;
    }

    /// <summary>Forgets a fork that will not be joined: it belonged to a capture that has ended.</summary>
    public void Abandon() => isOpen = false;

    public void Dispose()
    {
        fork.Dispose();
        join.Dispose();
        Disposal.Dispose(Stream);
    }
}
