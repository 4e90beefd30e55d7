using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>What a network with noise in its weights computes, with noise and without.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllPrecise))]
public sealed class NoisyLinearTests(string deviceName)
{
    private const int N = 2;
    private static readonly Network Noisy = Tiny.Noisy(actions: 3);

    private Device Device => TestDevices.Open(deviceName);

    [Test]
    public void WithoutNoiseTheWeightsAreTheirMeans([Values] bool training)
    {
        var plain = new Network(
            Noisy.Frames, new Conv2dLayer(5, 4, 3), new LinearLayer(7, Activation.Relu), new DuelingHead(actions: 3, hidden: 6));
        var parameters = Parameters();
        var means = new float[plain.BufferLength];
        var withoutSigma = Noisy.Parameters.Where(tensor => !tensor.Name.EndsWith("_sigma", StringComparison.Ordinal)).ToArray();
        foreach (var (from, to) in withoutSigma.Zip(plain.Parameters))
            parameters.AsSpan(from.Offset, from.Length).CopyTo(means.AsSpan(to.Offset, to.Length));
        using var pass = new NetworkPass(Device, Noisy, N, training, noiseKey: 5);
        using var plainPass = new NetworkPass(Device, plain, N, training);
        Assert.That(Q(pass, parameters, draw: null), Is.EqualTo(Q(plainPass, means, draw: null)));
        Assert.That(Q(pass, parameters, draw: 1), Is.Not.EqualTo(Q(plainPass, means, draw: null)));
        Assert.That(Q(pass, parameters, draw: null), Is.EqualTo(Q(plainPass, means, draw: null)), "and again, after noise");
    }

    [Test]
    public void AnotherDrawOrAnotherKeyIsOtherNoise()
    {
        var parameters = Parameters();
        using var pass = new NetworkPass(Device, Noisy, N, training: false, noiseKey: 5);
        using var same = new NetworkPass(Device, Noisy, N, training: true, noiseKey: 5);
        using var other = new NetworkPass(Device, Noisy, N, training: false, noiseKey: 6);
        var q = Q(pass, parameters, draw: 1);
        Assert.That(Q(same, parameters, draw: 1), Is.EqualTo(q));
        Assert.That(Q(pass, parameters, draw: 2), Is.Not.EqualTo(q));
        Assert.That(Q(other, parameters, draw: 1), Is.Not.EqualTo(q));
    }

    [Test]
    public void PassesTogetherGiveWhatTheyGiveAlone()
    {
        var parameters = Parameters();
        using var first = new NetworkPass(Device, Noisy, N, training: true, noiseKey: 5);
        using var second = new NetworkPass(Device, Noisy, N, training: false, noiseKey: 6);
        var alone = (Q(first, parameters, draw: 3), Q(second, parameters, draw: 4));
        using var frames = Frames();
        using var flat = Device.Allocate<float>(Noisy.BufferLength);
        using var draws = Device.Allocate<int>(2);
        flat.CopyFrom(parameters);
        draws.CopyFrom([3, 4]);
        (first.Noise, second.Noise) = (draws.View.Slice(0, 1), draws.View.Slice(1, 1));
        new ForwardGroup(first, second).Forward(Noisy.Layers.Count, [frames, frames], [flat, flat]);
        Assert.That((first.Q.Buffer.ToArray(), second.Q.Buffer.ToArray()), Is.EqualTo(alone));
    }

    [Test]
    public void WithoutNoiseSigmaHasNoGradient()
    {
        using var pass = new NetworkPass(Device, Noisy, N, training: true, noiseKey: 5);
        using var frames = Frames();
        using var flat = Device.Allocate<float>(Noisy.BufferLength);
        using var gradients = Device.Allocate<float>(Noisy.BufferLength);
        using var dq = Device.Allocate<float>(N * 3);
        Q(pass, Parameters(), draw: 1);
        pass.Noise = default;
        flat.CopyFrom(Parameters());
        dq.CopyFrom([1, 2, 3, 4, 5, 6]);
        pass.Forward(frames, flat);
        pass.Backward(frames, flat, dq, gradients);
        var values = gradients.ToArray();
        foreach (var tensor in Noisy.Parameters)
        {
            var gradient = values.AsSpan(tensor.Offset, tensor.Length).ToArray();
            Assert.That(gradient, tensor.Name.EndsWith("_sigma", StringComparison.Ordinal) ? Is.All.Zero : Has.Some.Not.Zero, tensor.Name);
        }
    }

    private static float[] Parameters()
    {
        var parameters = new float[Noisy.BufferLength];
        Noisy.Initialize(parameters, Initialization.TorchDefault, seed: 2);
        return parameters;
    }

    private DeviceBuffer<byte> Frames()
    {
        var frames = Device.Allocate<byte>(N * Noisy.Frames.Length);
        frames.CopyFrom([.. Enumerable.Range(0, N * Noisy.Frames.Length).Select(i => (byte)(i * 37))]);
        return frames;
    }

    private float[] Q(NetworkPass pass, float[] parameters, int? draw)
    {
        using var frames = Frames();
        using var flat = Device.Allocate<float>(parameters.Length);
        using var number = Device.Allocate<int>(1);
        flat.CopyFrom(parameters);
        number.CopyFrom([draw ?? 0]);
        pass.Noise = draw is null ? default : number.View;
        pass.Forward(frames, flat);
        var q = pass.Q.Buffer.ToArray();
        pass.Noise = default;
        return q;
    }
}
