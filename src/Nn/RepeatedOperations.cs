using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Operations that are run again and again on the same buffers: called the first time, as <see cref="Device.Capture"/> asks, and then one graph.</summary>
internal sealed class RepeatedOperations(Device device, Action operations) : IDisposable
{
    private DeviceGraph? graph;
    private bool haveRun;

    /// <summary>Queues them once.</summary>
    public void Run()
    {
        if (haveRun)
            (graph ??= device.Capture(operations)).Launch();
        else
            operations();
        haveRun = true;
    }

    /// <inheritdoc/>
    public void Dispose() => graph?.Dispose();
}
