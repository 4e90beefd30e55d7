namespace DqnGpu.Kernels;

/// <summary>A recorded sequence of operations that is launched as one (a CUDA graph), always on the same buffers.</summary>
/// <remarks>
/// On a GPU some 30 launches of 3-6 microseconds each cost more than a DQN update's arithmetic; a graph pays once.
/// Scalars are frozen at capture: whatever changes from step to step lies in device buffers.
/// </remarks>
public abstract class DeviceGraph : IDisposable
{
    /// <summary>Kernels and copies that the device was handed as one; 0 where the calls are made again at each launch.</summary>
    public abstract int NodeCount { get; }

    /// <summary>Why the driver of a device that has graphs did not make one, so that the calls are made again; else null.</summary>
    public virtual string? Refusal => null;

    /// <summary>Runs the recorded operations on the compute queue.</summary>
    public abstract void Launch();

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>How it is run: <c>captured, 12 nodes</c>, or <c>calls made again</c> with the driver's reason where there is one.</summary>
    public override string ToString() =>
        NodeCount > 0 ? $"captured, {NodeCount} nodes" : Refusal is { } reason ? $"calls made again, because {reason}" : "calls made again";
}
