using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Probing;

/// <summary>What a probe sees is what the device computes, and the frames' gradient is that of the formula.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllPrecise))]
public sealed class NetworkProbeTests(string deviceName)
{
    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void ActivationsAreThoseOfTheReference([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        const int N = 3;
        var network = ProbedNetworks.Create(name);
        var parameters = ProbedNetworks.Parameters(network);
        var state = ProbedNetworks.State(network, 1, N);
        using var probe = new NetworkProbe(Device, network, N);
        using var deviceParameters = Device.Allocate<float>(network.BufferLength);
        deviceParameters.CopyFrom(parameters);
        probe.Look(state, deviceParameters);

        double[] exact = [.. parameters.Select(value => (double)value)];
        var activations = NetworkReference.ScaleFrames(network.Frames, N, state);
        var last = -1;
        foreach (var layer in network.Layers)
        {
            var y = new double[N * layer.Output.Length];
            layer.Layer.ReferenceForward(layer.Input, N, activations, exact.AsSpan(layer.ParameterOffset, layer.ParameterLength), y);
            last += layer.Layer.Parts(layer.Input).Count;
            Assert.That(probe.Output(last), Is.EqualTo(y).Within(1e-5), probe.Layers[last].Name);
            activations = y;
        }
        Assert.That(last, Is.EqualTo(probe.Layers.Count - 1));
        Assert.That(probe.Q(), Is.EqualTo(activations).Within(1e-5));
    }

    [Test]
    public void FrameGradientIsTheSlopeOfTheReference([ValueSource(typeof(ProbedNetworks), nameof(ProbedNetworks.Names))] string name)
    {
        const int N = 2;
        int[] actions = [3, 0];
        var network = ProbedNetworks.Create(name);
        var parameters = ProbedNetworks.Parameters(network);
        var state = ProbedNetworks.State(network, 6, N);
        using var probe = new NetworkProbe(Device, network, N);
        using var deviceParameters = Device.Allocate<float>(network.BufferLength);
        deviceParameters.CopyFrom(parameters);
        probe.Look(state, deviceParameters);
        var gradient = probe.FrameGradient(actions);

        var x = NetworkReference.ScaleFrames(network.Frames, N, state);
        double[] exact = [.. parameters.Select(value => (double)value)];
        var differences = new FiniteDifferences((from, with, to) => NetworkReference.Forward(network, N, from, with, to), x, exact, N * network.Actions);
        var dq = new double[N * network.Actions];
        for (var n = 0; n < N; n++)
            dq[n * network.Actions + actions[n]] = 1;
        var kinks = 0;
        for (var i = 0; i < x.Length; i++)
        {
            var slope = differences.Element(x, i, dq);
            if (slope.Asymmetry > 1e-4)
                kinks++;
            else
                Assert.That(gradient[i], Is.EqualTo(slope.Central).Within(1e-5), $"pixel {i}");
        }
        Assert.That(kinks, Is.LessThan(x.Length / 50));
        Assert.That(gradient.Max(Math.Abs), Is.GreaterThan(1e-3));
    }

    [Test]
    public void LayersOfADuelingHeadAreSeen()
    {
        var network = ProbedNetworks.Create("dueling");
        using var probe = new NetworkProbe(Device, network);
        using var parameters = Device.Allocate<float>(network.BufferLength);
        parameters.CopyFrom(ProbedNetworks.Parameters(network));
        probe.Look(ProbedNetworks.State(network, 5), parameters);
        Assert.That(
            probe.Layers.Select(layer => layer.Name), Is.EqualTo(new[] { "conv1", "conv2", "value hidden", "advantage hidden", "value", "advantage", "output" }));
        var (value, advantages) = (probe.Output(4)[0], probe.Output(5));
        Assert.That(probe.Q(), Is.EqualTo(advantages.Select(advantage => value + advantage - advantages.Average())).Within(1e-6));
    }

    [Test]
    public void WhatHasNotBeenLookedAtHasNoGradient()
    {
        using var probe = new NetworkProbe(Device, Tiny.Network(3));
        using var parameters = Device.Allocate<float>(probe.Network.BufferLength);
        Assert.That(() => probe.FrameGradient([0]), Throws.InvalidOperationException);
        Assert.That(() => probe.Look(new byte[5], parameters), Throws.ArgumentException.With.Message.Contains("297 bytes"));
    }
}
