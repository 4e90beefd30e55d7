using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Microseconds and GFLOP/s of each heavy operation at the shapes of the real networks.</summary>
/// <remarks>
/// A graph holds many launches of one operation, so that what is timed is the GPU's work and not the host's launches. They take turns on several
/// sets of random buffers.
/// </remarks>
internal static class KernelFigures
{
    public static void Measure(Device device, Effort effort, string precision, Action<Figure> report)
    {
        foreach (var (name, shape, readsFrames) in effort.Convolutions)
            MeasureAll(operations => operations.Convolution(name, shape with { N = effort.Batch }, readsFrames));
        foreach (var (name, shape) in effort.Linears)
            MeasureAll(operations => operations.Linear(name, shape with { N = effort.Batch }));
        foreach (var (name, network) in effort.Networks)
            MeasureAll(operations => [operations.AdamStep($"{name}/adam", network.BufferLength)]);

        void MeasureAll(Func<LayerOperations, IEnumerable<MeasuredOperation>> choose)
        {
            using var buffers = new RandomBuffers(device);
            foreach (var operation in choose(new(device, buffers)))
            {
                // The first call compiles and may allocate, which a capture must not.
                operation.Run(0);
                device.Synchronize();
                using var graph = device.Capture(() =>
                {
                    for (var i = 0; i < effort.LaunchesPerGraph; i++)
                        operation.Run(i % LayerOperations.Sets);
                });
                var timing = Timing.Of(graph.Launch, device.Synchronize, effort.Seconds, effort.Seconds / 3, effort.Samples);
                var microseconds = 1000 * timing.MedianMilliseconds / effort.LaunchesPerGraph;
                report(new($"kernel/{operation.Name}/{precision}", microseconds, "us"));
                report(new($"rate/{operation.Name}/{precision}", operation.FloatingPointOperations / microseconds / 1000, "GFLOP/s"));
            }
        }
    }
}
