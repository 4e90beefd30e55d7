using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A CUDA graph: the kernels of many launches, handed to the GPU by one call.</summary>
/// <remarks>
/// Between <c>cuStreamBeginCapture</c> and <c>cuStreamEndCapture</c> the driver writes down what a stream is given instead of running it.
/// Kernels keep the arguments (pointers, sizes) of the capture.
/// </remarks>
internal sealed unsafe class CudaGraph : DeviceGraph
{
    private readonly CudaStream stream;
    private nint executable;

    private CudaGraph(CudaStream stream, nint executable, int nodes)
    {
        this.stream = stream;
        this.executable = executable;
        NodeCount = nodes;
    }

    public override int NodeCount { get; }

    /// <summary>Captures what <paramref name="operations"/> adds to <paramref name="stream"/>.</summary>
    /// <param name="stream">Where it is captured and later launched.</param>
    /// <param name="operations">Called once, unless the capture cannot even begin.</param>
    /// <param name="refusal">Why the driver refuses, when the result is null: which call, and its error.</param>
    public static CudaGraph? TryCapture(CudaStream stream, Action operations, out string? refusal)
    {
        stream.Accelerator.Bind();
        try
        {
            if (Failed("cuStreamBeginCapture", CudaDriver.StreamBeginCapture(stream.StreamPtr, CudaDriver.CaptureModeRelaxed), out refusal))
                return null;
            using var graph = Record(stream, operations, out refusal);
            if (refusal is not null)
                return null;
            nuint nodes = 0;
            if (Failed("cuGraphGetNodes", CudaDriver.GraphGetNodes(graph.Handle, null, ref nodes), out refusal)
                || Failed("cuGraphInstantiate", CudaDriver.GraphInstantiate(out var executable, graph.Handle, 0), out refusal))
                return null;
            return new(stream, executable, (int)nodes);
        }
        catch (EntryPointNotFoundException exception)
        {
            // Graphs came with CUDA 10, the call that makes one with flags with 11.4.
            refusal = $"the driver is too old for graphs: {exception.Message}";
            return null;
        }
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
        stream.Accelerator.Bind();
        // Its error would hide the one that made the program stop; after a kernel's failure every call fails.
        _ = CudaDriver.GraphExecDestroy(executable);
        executable = 0;
    }

    private static Recording Record(CudaStream stream, Action operations, out string? refusal)
    {
        try
        {
            operations();
        }
        catch
        {
            // A stream left in capture mode refuses everything.
            _ = CudaDriver.StreamEndCapture(stream.StreamPtr, out var unfinished);
            new Recording(unfinished).Dispose();
            throw;
        }
        var ended = CudaDriver.StreamEndCapture(stream.StreamPtr, out var graph);
        Failed("cuStreamEndCapture", ended, out refusal);
        return new(graph);
    }

    private static bool Failed(string call, int result, out string? refusal)
    {
        refusal = result == 0 ? null : CudaFailure.Describe(call, result);
        return result != 0;
    }

    /// <summary>What was captured; what is made of it does not need it any longer.</summary>
    private readonly record struct Recording(nint Handle) : IDisposable
    {
        public void Dispose()
        {
            if (Handle != 0)
                _ = CudaDriver.GraphDestroy(Handle);
        }
    }
}
