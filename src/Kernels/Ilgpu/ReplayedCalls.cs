namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A graph for accelerators without graphs, or whose driver refuses them: it calls the operations again.</summary>
internal sealed class ReplayedCalls(Action operations, string? refusal) : DeviceGraph
{
    public override int NodeCount => 0;

    public override string? Refusal => refusal;

    public override void Launch() => operations();

    public override void Dispose()
    {
    }
}
