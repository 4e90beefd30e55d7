using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Operations that are run again and again on the same buffers: called the first time, as <see cref="Device.Capture"/> asks, and then one graph.</summary>
internal sealed class RepeatedOperations(Device device, Action operations) : IDisposable
{
    private bool haveRun;

    /// <summary>The graph; null: they have not run twice yet.</summary>
    public DeviceGraph? Graph { get; private set; }

    /// <summary>Queues them once.</summary>
    public void Run()
    {
        if (haveRun)
            (Graph ??= device.Capture(operations)).Launch();
        else
            operations();
        haveRun = true;
    }

    /// <summary>Begins anew, for other buffers: a graph is bound to those it was captured with.</summary>
    public void Forget()
    {
        Graph?.Dispose();
        (Graph, haveRun) = (null, false);
    }

    /// <inheritdoc/>
    public void Dispose() => Graph?.Dispose();
}
