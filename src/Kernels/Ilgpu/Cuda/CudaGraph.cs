using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A CUDA graph: the kernels of many launches, handed to the GPU by one call.</summary>
/// <remarks>
/// Between <c>cuStreamBeginCapture</c> and <c>cuStreamEndCapture</c> the driver writes down what a stream is given instead of running it.
/// Kernels keep the arguments (pointers, sizes) of the capture.
/// </remarks>
internal sealed class CudaGraph : DeviceGraph
{
    private readonly CudaStream stream;
    private nint executable;

    private CudaGraph(CudaStream stream, nint executable)
    {
        this.stream = stream;
        this.executable = executable;
    }

    /// <summary>Captures what <paramref name="operations"/> adds to <paramref name="stream"/>; null when the driver refuses.</summary>
    public static CudaGraph? TryCapture(CudaStream stream, Action operations)
    {
        stream.Accelerator.Bind();
        if (CudaDriver.StreamBeginCapture(stream.StreamPtr, CudaDriver.CaptureModeRelaxed) != 0)
            return null;
        nint graph;
        int ended;
        try
        {
            operations();
        }
        finally
        {
            // Also after an exception: a stream left in capture mode refuses everything.
            ended = CudaDriver.StreamEndCapture(stream.StreamPtr, out graph);
        }
        if (ended != 0 || graph == 0)
            return null;
        var instantiated = CudaDriver.GraphInstantiate(out var executable, graph, 0);
        CudaDriver.Check(CudaDriver.GraphDestroy(graph), "cuGraphDestroy");
        return instantiated == 0 ? new CudaGraph(stream, executable) : null;
    }

    public override void Launch()
    {
        stream.Accelerator.Bind();
        CudaDriver.Check(CudaDriver.GraphLaunch(executable, stream.StreamPtr), "cuGraphLaunch");
    }

    public override void Dispose()
    {
        if (executable == 0)
            return;
        CudaDriver.Check(CudaDriver.GraphExecDestroy(executable), "cuGraphExecDestroy");
        executable = 0;
    }
}
