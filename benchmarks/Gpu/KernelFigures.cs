using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Microseconds and GFLOP/s of each heavy operation at the shapes of the real networks.</summary>
/// <remarks>
/// A graph holds many launches of one operation, so that what is timed is the GPU's work and not the host's launches. They take turns on several
/// sets of random buffers, as consecutive operations of an update do not find their inputs where the last ones left theirs.
/// </remarks>
internal static class KernelFigures
{
    private const int Sets = 4;

    public static void Measure(Device device, Effort effort, string precision, Action<Figure> report)
    {
        foreach (var (name, shape, readsFrames) in effort.Convolutions)
            MeasureConvolution(shape with { N = effort.Batch }, name, readsFrames);
        foreach (var (name, shape) in effort.Linears)
            MeasureLinear(shape with { N = effort.Batch }, name);
        foreach (var (name, network) in effort.Networks)
            MeasureAdam(network.BufferLength, name);

        void MeasureConvolution(Conv2dShape shape, string name, bool readsFrames)
        {
            using var buffers = new RandomBuffers(device);
            var sets = Enumerable.Range(0, Sets).Select(_ => (
                Frames: readsFrames ? buffers.Bytes(shape.InputLength) : null,
                X: readsFrames ? null : buffers.Floats(shape.InputLength),
                W: buffers.Floats(shape.WeightLength),
                B: buffers.Floats(shape.K),
                Y: buffers.Floats(shape.OutputLength),
                Dy: buffers.Floats(shape.OutputLength),
                Dx: readsFrames ? null : buffers.Floats(shape.InputLength),
                Dw: buffers.Floats(shape.WeightLength),
                Db: buffers.Floats(shape.K))).ToArray();
            var flop = 2.0 * shape.MultiplyAdds;
            if (readsFrames)
            {
                Report($"{name}/forward", flop, i => device.Conv2d.ForwardFromFrames(shape, sets[i].Frames!, sets[i].W, sets[i].B, sets[i].Y, Activation.Relu));
                Report($"{name}/backward-weights", flop, i => device.Conv2d.BackwardWeightsFromFrames(shape, sets[i].Frames!, sets[i].Dy, sets[i].Dw, sets[i].Db));
                return;
            }
            Report($"{name}/forward", flop, i => device.Conv2d.Forward(shape, sets[i].X!, sets[i].W, sets[i].B, sets[i].Y, Activation.Relu));
            Report($"{name}/backward-weights", flop, i => device.Conv2d.BackwardWeights(shape, sets[i].X!, sets[i].Dy, sets[i].Dw, sets[i].Db));
            Report($"{name}/backward-input", flop, i => device.Conv2d.BackwardInput(shape, sets[i].Dy, sets[i].W, sets[i].Dx!, sets[i].X!));
        }

        void MeasureLinear(LinearShape shape, string name)
        {
            using var buffers = new RandomBuffers(device);
            var sets = Enumerable.Range(0, Sets).Select(_ => (
                X: buffers.Floats(shape.InputLength),
                W: buffers.Floats(shape.WeightLength),
                B: buffers.Floats(shape.Out),
                Y: buffers.Floats(shape.OutputLength),
                Dy: buffers.Floats(shape.OutputLength),
                Dx: buffers.Floats(shape.InputLength),
                Dw: buffers.Floats(shape.WeightLength),
                Db: buffers.Floats(shape.Out))).ToArray();
            var flop = 2.0 * shape.MultiplyAdds;
            Report($"{name}/forward", flop, i => device.Linear.Forward(shape, sets[i].X, sets[i].W, sets[i].B, sets[i].Y, Activation.Relu));
            Report($"{name}/backward-weights", flop, i => device.Linear.BackwardWeights(shape, sets[i].X, sets[i].Dy, sets[i].Dw, sets[i].Db));
            Report($"{name}/backward-input", flop, i => device.Linear.BackwardInput(shape, sets[i].Dy, sets[i].W, sets[i].Dx, sets[i].X));
        }

        void MeasureAdam(long parameters, string name)
        {
            using var buffers = new RandomBuffers(device);
            // One set, as in training: 27 MB for Nature's network.
            var (p, g, m, v) = (buffers.Floats(parameters), buffers.Floats(parameters), buffers.Zeros(parameters), buffers.Zeros(parameters));
            var schedule = buffers.Zeros(Adam.ScheduleLength);
            schedule.CopyFrom(Adam.InitialSchedule(1e-4f));
            Report($"{name}/adam", 12.0 * parameters, _ => device.Adam.Step(AdamSettings.Default, p, g, m, v, schedule));
        }

        void Report(string name, double operations, Action<int> operation)
        {
            // The first call compiles and may allocate, which a capture must not.
            operation(0);
            device.Synchronize();
            using var graph = device.Capture(() =>
            {
                for (var i = 0; i < effort.LaunchesPerGraph; i++)
                    operation(i % Sets);
            });
            var timing = Timing.Of(graph.Launch, device.Synchronize, effort.Seconds, effort.Seconds / 3, effort.Samples);
            var microseconds = 1000 * timing.MedianMilliseconds / effort.LaunchesPerGraph;
            report(new($"kernel/{name}/{precision}", microseconds, "us"));
            report(new($"rate/{name}/{precision}", operations / microseconds / 1000, "GFLOP/s"));
        }
    }
}
