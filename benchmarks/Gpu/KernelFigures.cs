using DqnGpu.Benchmarks.Figures;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>Microseconds and GFLOP/s of each heavy operation at the shapes of the real networks, batch 32.</summary>
/// <remarks>A graph holds many launches of one operation, so that what is timed is the GPU's work and not the host's launches.</remarks>
internal static class KernelFigures
{
    private const int N = 32;
    private const int LaunchesPerGraph = 20;

    private static readonly (string Name, Conv2dShape Shape, bool ReadsFrames)[] Convolutions =
    [
        ("nature/conv1", new(N, C: 4, H: 84, W: 84, K: 32, R: 8, S: 8, Stride: 4), true),
        ("nature/conv2", new(N, C: 32, H: 20, W: 20, K: 64, R: 4, S: 4, Stride: 2), false),
        ("nature/conv3", new(N, C: 64, H: 9, W: 9, K: 64, R: 3, S: 3, Stride: 1), false),
        ("article/conv1", new(N, C: 4, H: 84, W: 84, K: 16, R: 8, S: 8, Stride: 4), true),
        ("article/conv2", new(N, C: 16, H: 20, W: 20, K: 32, R: 4, S: 4, Stride: 2), false),
    ];

    private static readonly (string Name, LinearShape Shape)[] Linears =
    [
        ("nature/linear1", new(N, In: 3136, Out: 512)),
        ("article/linear1", new(N, In: 2592, Out: 512)),
        ("both/linear2", new(N, In: 512, Out: 6)),
    ];

    public static void Measure(Device device, Action<Figure> report)
    {
        foreach (var (name, shape, readsFrames) in Convolutions)
            MeasureConvolution(device, name, shape, readsFrames, report);
        foreach (var (name, shape) in Linears)
            MeasureLinear(device, name, shape, report);
        MeasureAdam(device, report);
    }

    private static void MeasureConvolution(Device device, string name, Conv2dShape shape, bool readsFrames, Action<Figure> report)
    {
        using var frames = device.Allocate<byte>(shape.InputLength);
        using var x = device.Allocate<float>(shape.InputLength);
        using var dx = device.Allocate<float>(shape.InputLength);
        using var w = device.Allocate<float>(shape.WeightLength);
        using var b = device.Allocate<float>(shape.K);
        using var y = device.Allocate<float>(shape.OutputLength);
        var operations = 2.0 * shape.MultiplyAdds;
        if (readsFrames)
        {
            Report(device, $"{name}/forward", operations, () => device.Conv2d.ForwardFromFrames(shape, frames, w, b, y, Activation.Relu), report);
            Report(device, $"{name}/backward-weights", operations, () => device.Conv2d.BackwardWeightsFromFrames(shape, frames, y, w, b), report);
            return;
        }
        Report(device, $"{name}/forward", operations, () => device.Conv2d.Forward(shape, x, w, b, y, Activation.Relu), report);
        Report(device, $"{name}/backward-weights", operations, () => device.Conv2d.BackwardWeights(shape, x, y, w, b), report);
        Report(device, $"{name}/backward-input", operations, () => device.Conv2d.BackwardInput(shape, y, w, dx, x), report);
    }

    private static void MeasureLinear(Device device, string name, LinearShape shape, Action<Figure> report)
    {
        using var x = device.Allocate<float>(shape.InputLength);
        using var dx = device.Allocate<float>(shape.InputLength);
        using var w = device.Allocate<float>(shape.WeightLength);
        using var b = device.Allocate<float>(shape.Out);
        using var y = device.Allocate<float>(shape.OutputLength);
        var operations = 2.0 * shape.MultiplyAdds;
        Report(device, $"{name}/forward", operations, () => device.Linear.Forward(shape, x, w, b, y, Activation.Relu), report);
        Report(device, $"{name}/backward-weights", operations, () => device.Linear.BackwardWeights(shape, x, y, w, b), report);
        Report(device, $"{name}/backward-input", operations, () => device.Linear.BackwardInput(shape, y, w, dx, x), report);
    }

    private static void MeasureAdam(Device device, Action<Figure> report)
    {
        const long Parameters = 1_687_206;
        using var p = device.Allocate<float>(Parameters);
        using var g = device.Allocate<float>(Parameters);
        using var m = device.Allocate<float>(Parameters);
        using var v = device.Allocate<float>(Parameters);
        using var schedule = device.Allocate<float>(Adam.ScheduleLength);
        schedule.CopyFrom(Adam.InitialSchedule(1e-4f));
        Report(device, "nature/adam", 12.0 * Parameters, () => device.Adam.Step(AdamSettings.Default, p, g, m, v, schedule), report);
    }

    private static void Report(Device device, string name, double operations, Action operation, Action<Figure> report)
    {
        // The first call compiles and may allocate, which a capture must not.
        operation();
        device.Synchronize();
        using var graph = device.Capture(() =>
        {
            for (var i = 0; i < LaunchesPerGraph; i++)
                operation();
        });
        var microseconds = 1000 * Timing.Of(graph.Launch, device.Synchronize, seconds: 0.3).MedianMilliseconds / LaunchesPerGraph;
        report(new($"kernel/{name}", microseconds, "us"));
        report(new($"kernel/{name}/rate", operations / microseconds / 1000, "GFLOP/s"));
    }
}
