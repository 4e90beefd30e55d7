using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Ladder;

/// <summary>The machine in software: it keeps the counts of every launch.</summary>
public sealed class CountingDevice : IRungDevice, IDisposable
{
    private readonly LessonMemory memory = new();
    private readonly List<LaunchCounts> launches = [];

    /// <inheritdoc/>
    public int Scale => 1;

    /// <summary>Of all launches so far.</summary>
    public RungCounts Counts => new([.. launches]);

    /// <inheritdoc/>
    public ArrayView<T> Allocate<T>(long length) where T : unmanaged => memory.Allocate<T>(length);

    /// <inheritdoc/>
    public ArrayView<T> Allocate<T>(T[] values) where T : unmanaged => memory.Allocate(values);

    /// <inheritdoc/>
    public void Launch<TArguments>(Action<TArguments> kernel, Dim3 grid, Dim3 group, in TArguments arguments) where TArguments : struct =>
        launches.Add(SoftwareMachine.Launch(kernel, grid, group, arguments));

    /// <inheritdoc/>
    public float[] Read(ArrayView<float> view) => LessonMemory.Span(view).ToArray();

    /// <inheritdoc/>
    public void Dispose() => memory.Dispose();
}
