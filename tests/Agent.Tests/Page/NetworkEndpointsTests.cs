using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>What the page is shown of a network is what the device computes, to the bit.</summary>
public sealed class NetworkEndpointsTests : StageFixture
{
    [Test]
    public async Task ActivationsAreTheDevices()
    {
        PlayAgent();
        var shown = await Message("/api/network?game=0");
        var agent = TrainedAgent.Bundled(Rom);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var probe = new NetworkProbe(device, agent.Network);
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);
        probe.Look(shown.Bytes("frames"), parameters);

        Assert.That(shown.Shape("frames"), Is.EqualTo(new[] { 4, 84, 84 }));
        foreach (var layer in probe.Layers)
        {
            Assert.That(shown.Floats($"activation.{layer.Index}"), Is.EqualTo(probe.Output(layer.Index)), layer.Name);
            Assert.That(shown.Shape($"activation.{layer.Index}"), Is.EqualTo(new[] { layer.Output.H, layer.Output.W, layer.Output.C }));
            Assert.That(shown["layers"][layer.Index].GetProperty("name").GetString(), Is.EqualTo(layer.Name));
        }
        Assert.That(shown["q"].EnumerateArray().Select(q => q.GetSingle()), Is.EqualTo(probe.Q()));
        Assert.That(shown["value"].GetSingle(), Is.EqualTo(probe.Q().Max()));

        var weights = agent.Network.Parameters[0];
        var filters = shown.Floats("filters");
        Assert.That(shown.Shape("filters"), Is.EqualTo(new[] { 32, 4, 6, 6 }));
        for (var (r, s, c, k) = (0, 0, 0, 0); k < 32; (r, s, c, k) = ((r + 3) % 6, (s + 5) % 6, (c + 1) % 4, k + 1))
            Assert.That(filters[((k * 4 + c) * 6 + r) * 6 + s], Is.EqualTo(agent.Parameters[weights.Offset + ((r * 6 + s) * 4 + c) * 32 + k]));
        var (first, bias) = (agent.Network.Parameters[0], agent.Network.Parameters[1]);
        var squares = agent.Parameters.Skip(first.Offset).Take(first.Length).Concat(agent.Parameters.Skip(bias.Offset).Take(bias.Length)).Sum(w => (double)w * w);
        Assert.That(shown["layers"][0].GetProperty("parameterNorm").GetDouble(), Is.EqualTo(Math.Sqrt(squares)).Within(1e-4));
    }

    [Test]
    public async Task AGradientAndDeadUnitsBelongToATraining()
    {
        Train(Small with { Dueling = true });
        var layers = (await Json("/api/stage")).GetProperty("network").GetProperty("layers");
        var shown = await Message("/api/network");
        for (var look = 1; look < DeadRelus.Window; look++)
        {
            Assert.That(shown["layers"][0].GetProperty("deadRelus").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
            shown = await Message("/api/network");
        }
        Assert.That(shown["layers"].GetArrayLength(), Is.EqualTo(7).And.EqualTo(layers.GetArrayLength()));
        Assert.That(shown["layers"][0].GetProperty("deadRelus").GetDouble(), Is.InRange(0, 1));
        Assert.That(shown["layers"][0].GetProperty("gradientNorm").GetDouble(), Is.Positive);
        Assert.That(shown["layers"][6].GetProperty("gradientNorm").GetDouble(), Is.Zero, "the combination has no parameters");
        Assert.That(layers[6].GetProperty("from").EnumerateArray().Select(from => from.GetInt32()), Is.EqualTo(new[] { 4, 5 }));
        Assert.That(layers.EnumerateArray().Select(layer => layer.GetProperty("kind").GetString()), Is.EqualTo(new[] { "conv", "conv", "linear", "linear", "linear", "linear", "dueling" }));
    }

    [Test]
    public async Task WhereItLooksIsComputedForThePictureThatIsShown()
    {
        PlayAgent();
        var agent = TrainedAgent.Bundled(Rom);
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var parameters = device.Allocate<float>(agent.Network.BufferLength);
        parameters.CopyFrom(agent.Parameters);

        var shown = await Message("/api/saliency?by=perturbation");
        using var perturbation = new PerturbationSaliency(device, agent.Network);
        perturbation.Begin(shown.Bytes("frames"));
        while (!perturbation.Step(parameters))
        {
        }
        Assert.That(shown.Shape("map"), Is.EqualTo(new[] { 17, 17 }));
        Assert.That(shown.Floats("map"), Is.EqualTo(perturbation.Map.ToArray()));
        Assert.That(shown.Floats("map").Max(), Is.Positive);

        shown = await Message("/api/saliency?by=gradient");
        using var probe = new NetworkProbe(device, agent.Network);
        probe.Look(shown.Bytes("frames"), parameters);
        var greedy = Array.IndexOf(probe.Q(), probe.Q().Max());
        var gradient = probe.FrameGradient([greedy]);
        Assert.That(shown.Shape("map"), Is.EqualTo(new[] { 84, 84 }));
        Assert.That(shown.Floats("map"), Is.EqualTo(Enumerable.Range(0, 84 * 84).Select(pixel => gradient.Skip(4 * pixel).Take(4).Sum(Math.Abs))).Within(1e-6));
        Assert.That(shown["value"].GetSingle(), Is.EqualTo(probe.Q().Max()));
        Assert.That(shown.Shape("screen"), Is.EqualTo(new[] { 210, 160 }));

        Assert.That((await Refusal("/api/saliency?by=magic")).Status, Is.EqualTo(400));
        Assert.That(await Refusal("/api/network?game=1"), Is.EqualTo((404, "There is no game 1: they are 0..0.")));
    }
}
