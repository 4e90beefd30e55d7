using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>The step that is shown is the one that the device's Adam then makes, to the bit.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.All))]
public sealed class AdamProbeTests(string deviceName)
{
    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void TheStepShownIsTheStepMade()
    {
        var network = Tiny.Network(ProbedNetworks.Actions);
        var transition = ProbedNetworks.Transition(Device, network);
        using var optimizer = new Optimizer(Device, network.BufferLength, new() { LearningRate = 1e-2f });
        using var parameters = Device.Allocate<float>(network.BufferLength);
        using var gradients = Device.Allocate<float>(network.BufferLength);
        using var probe = new AdamProbe(Device);
        parameters.CopyFrom(transition.Parameters);
        gradients.CopyFrom(transition.Gradients);
        for (var step = 1; step <= 3; step++)
        {
            var (before, m, v, schedule) = (parameters.ToArray(), optimizer.FirstMoment.ToArray(), optimizer.SecondMoment.ToArray(), optimizer.Schedule.ToArray());
            optimizer.Step(parameters, gradients, 0, network.BufferLength, isLastPart: true);
            var (after, nextM, nextV) = (parameters.ToArray(), optimizer.FirstMoment.ToArray(), optimizer.SecondMoment.ToArray());
            for (var i = 0; i < network.BufferLength; i += 7)
            {
                var shown = probe.Step(optimizer.AdamSettings, before[i], transition.Gradients[i], m[i], v[i], schedule);
                Assert.That((shown.T, shown.Next, shown.M, shown.V), Is.EqualTo((step, after[i], nextM[i], nextV[i])), $"parameter {i}");
                Assert.That(before[i] - shown.Change, Is.EqualTo(after[i]).Within(1e-6));
            }
        }
        Assert.That(parameters.ToArray(), Is.Not.EqualTo(transition.Parameters));
    }
}
