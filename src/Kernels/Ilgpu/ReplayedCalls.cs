namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A graph for accelerators without graphs: it calls the operations again.</summary>
internal sealed class ReplayedCalls(Action operations) : DeviceGraph
{
    public override void Launch() => operations();

    public override void Dispose()
    {
    }
}
