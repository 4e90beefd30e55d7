namespace DqnGpu.Kernels.Simd;

/// <summary>The captured calls themselves, made again at each launch: a call costs nothing worth recording here.</summary>
internal sealed class SimdGraph(Action operations) : DeviceGraph
{
    public override int NodeCount => 0;

    public override void Launch() => operations();

    public override void Dispose()
    {
    }
}
