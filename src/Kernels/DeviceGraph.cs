namespace DqnGpu.Kernels;

/// <summary>A recorded sequence of operations that is launched as one (a CUDA graph), always on the same buffers.</summary>
/// <remarks>
/// On a GPU some 30 launches of 3-6 microseconds each cost more than a DQN update's arithmetic; a graph pays once.
/// Scalars are frozen at capture: whatever changes from step to step lies in device buffers.
/// </remarks>
public abstract class DeviceGraph : IDisposable
{
    /// <summary>Runs the recorded operations on the compute queue.</summary>
    public abstract void Launch();

    /// <inheritdoc/>
    public abstract void Dispose();
}
