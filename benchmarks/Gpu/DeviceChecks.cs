using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>
/// What must be true of a device before its speed matters: right gradients, and the same bits every time and in every mode.
/// </summary>
internal static class DeviceChecks
{
    /// <summary>One of each kind of layer, small enough for central differences.</summary>
    public static Network SmallNetwork() => new(
        new FrameShape(4, 20, 20),
        [new Conv2dLayer(filters: 8, kernel: 4, stride: 2, Activation.Relu), new LinearLayer(24, Activation.Relu), new LinearLayer(6)]);

    /// <summary>Runs all checks and reports each as passed or failed.</summary>
    /// <returns>True when all passed.</returns>
    public static bool Run(Device device, Effort effort, Action<string> report)
    {
        var all = true;
        if (MeasuredPrecision.ProductTolerance(device.Precision) is { } tolerance)
        {
            // Without a ReLU: where rounding turns the sign of a number near 0, its derivative differs by 1, and rightly so.
            var options = new GradientCheckOptions { Tolerance = tolerance, OutputTolerance = tolerance };
            Check("gradients of a convolution equal central differences", () =>
                GradientCheck.Run(device, new Conv2dLayer(32, 4, 2, Activation.None), new ActivationShape(9, 11, 16), options).Passed);
            Check("gradients of a linear layer equal central differences", () =>
                GradientCheck.Run(device, new LinearLayer(64, Activation.None), ActivationShape.Vector(130), options).Passed);
        }
        else
        {
            Check("gradients of a small network equal central differences", () => GradientCheck.Run(device, SmallNetwork()).Passed);
        }
        foreach (var (name, network) in effort.Networks)
        {
            var plain = Learn(device, network, effort, useGraph: false);
            var graph = Learn(device, network, effort, useGraph: true);
            Check($"{name}: {effort.Updates} updates twice give the same bits", () => Learn(device, network, effort, useGraph: true).Parameters.SequenceEqual(graph.Parameters));
            Check($"{name}: plain launches and graphs give the same bits", () => graph.Parameters.SequenceEqual(plain.Parameters));
            using var simd = Devices.Open("simd");
            var deviations = Learn(simd, network, effort, useGraph: false).Losses
                .Zip(graph.Losses, (expected, loss) => MathF.Abs(loss - expected) / expected).ToArray();
            Check(
                $"{name}: the losses of {effort.Updates} updates agree with the SIMD device's, the first to {deviations[0]:g2}, all to {deviations.Max():g2}",
                () => deviations[0] <= MeasuredPrecision.FirstLossTolerance(device.Precision)
                    && deviations.All(deviation => deviation <= MeasuredPrecision.LossTolerance(device.Precision)));
        }
        return all;

        void Check(string name, Func<bool> check)
        {
            var passed = check();
            all &= passed;
            report($"{(passed ? "passed" : "FAILED")}  {name}");
        }
    }

    /// <summary>Parameters after some updates on fixed random minibatches, and the loss of each update.</summary>
    private static (float[] Parameters, float[] Losses) Learn(Device device, Network network, Effort effort, bool useGraph)
    {
        using var learner = new QLearner(device, network, new() { BatchSize = effort.Batch, UseGraph = useGraph });
        var random = new CounterRandom(seed: 2, stream: 0);
        var losses = new float[effort.Updates];
        for (var i = 0; i < effort.Updates; i++)
        {
            var slot = learner.Slot(i % 2);
            slot.AwaitReuse();
            foreach (ref var value in slot.States)
                value = (byte)(256 * random.NextUniform());
            foreach (ref var value in slot.NextStates)
                value = (byte)(256 * random.NextUniform());
            foreach (ref var action in slot.Actions)
                action = (int)(6 * random.NextUniform());
            foreach (ref var reward in slot.Rewards)
                reward = random.NextUniform() < 0.1f ? 1 : 0;
            slot.Discounts.Fill(0.99f);
            slot.Upload();
            learner.Update(slot);
            losses[i] = learner.ReadStatistics().Loss;
        }
        return (learner.Online.ToArray(), losses);
    }
}
