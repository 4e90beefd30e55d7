using System.Diagnostics;
using System.Reflection;
using DqnGpu.Kernels.Ilgpu;
using DqnGpu.PtxMachine;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Lessons.Ladder;

/// <summary>A device that this machine has: it runs rungs to see how long they take.</summary>
/// <param name="device">Its kernels are compiled once each.</param>
/// <param name="scale">See <see cref="Scale"/>.</param>
public sealed class TimingDevice(IlgpuDevice device, int scale) : IRungDevice, IDisposable
{
    private const double LeastSeconds = 0.1;
    private const int Turns = 5;

    private readonly Dictionary<MethodInfo, object> kernels = [];
    private readonly List<IDisposable> buffers = [];

    /// <inheritdoc/>
    public int Scale => scale;

    /// <inheritdoc/>
    public ArrayView<T> Allocate<T>(long length) where T : unmanaged
    {
        var buffer = device.Allocate<T>(length);
        buffers.Add(buffer);
        return device.Memory(buffer.View);
    }

    /// <inheritdoc/>
    public ArrayView<T> Allocate<T>(T[] values) where T : unmanaged
    {
        var buffer = device.Allocate<T>(values.Length);
        buffers.Add(buffer);
        buffer.CopyFrom(values);
        return device.Memory(buffer.View);
    }

    /// <inheritdoc/>
    public void Launch<TArguments>(Action<TArguments> kernel, Dim3 grid, Dim3 group, in TArguments arguments) where TArguments : struct
    {
        if (!kernels.TryGetValue(kernel.Method, out var loaded))
            kernels.Add(kernel.Method, loaded = device.Kernel(kernel, new KernelSpecialization((int)group.Count, null)));
        ((IlgpuKernel<TArguments>)loaded).Launch((new Index3D(grid.X, grid.Y, grid.Z), new Index3D(group.X, group.Y, group.Z)), arguments);
    }

    /// <inheritdoc/>
    public float[] Read(ArrayView<float> view)
    {
        device.Synchronize();
        var values = new float[view.Length];
        view.CopyToCPU(values);
        return values;
    }

    /// <summary>Seconds of one round of the work: the fastest of some turns of many rounds each.</summary>
    public double Seconds(Action work)
    {
        work();
        device.Synchronize();
        var rounds = 1;
        var fastest = double.PositiveInfinity;
        for (var turn = 0; turn < Turns;)
        {
            var watch = Stopwatch.StartNew();
            for (var round = 0; round < rounds; round++)
                work();
            device.Synchronize();
            var seconds = watch.Elapsed.TotalSeconds;
            fastest = Math.Min(fastest, seconds / rounds);
            if (seconds < LeastSeconds / Turns)
                rounds *= 2;
            else
                turn++;
        }
        return fastest;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in buffers)
            buffer.Dispose();
    }
}
