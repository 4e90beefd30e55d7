using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>The random numbers and the distributions of initial parameters.</summary>
public sealed class InitializationTests
{
    /// <summary>The known answers that come with Salmon et al.'s own library.</summary>
    [Test]
    public void PhiloxGivesThePublishedAnswers()
    {
        Assert.That(
            Philox.Block(0, 0, 0, 0, 0, 0), Is.EqualTo((0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)));
        Assert.That(
            Philox.Block(~0u, ~0u, ~0u, ~0u, ~0u, ~0u), Is.EqualTo((0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)));
        Assert.That(
            Philox.Block(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0),
            Is.EqualTo((0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)));
    }

    [TestCase(1e-300)]
    [TestCase(0.1)]
    [TestCase(0.7071)]
    [TestCase(0.999999)]
    [TestCase(1.0)]
    [TestCase(1234.5)]
    public void LogarithmIsAccurate(double x) =>
        Assert.That(CounterRandom.Logarithm(x), Is.EqualTo(Math.Log(x)).Within(1e-15 * Math.Max(1, Math.Abs(Math.Log(x)))));

    [Test]
    public void HeNormalHasVarianceTwoOverFanInAndZeroBiases()
    {
        var network = Network.Article(6);
        var parameters = Initialized(network, Initialization.HeNormal, 7);
        foreach (var tensor in network.Parameters)
        {
            var values = parameters.AsSpan(tensor.Offset, tensor.Length).ToArray().Select(value => (double)value).ToArray();
            if (tensor.Role == ParameterRole.Bias)
            {
                Assert.That(values, Is.All.Zero);
                continue;
            }

            var variance = values.Average(value => value * value);
            var fourStandardErrors = 4 * Math.Sqrt(2.0 / values.Length);
            Assert.That(variance * tensor.FanIn / 2, Is.EqualTo(1).Within(fourStandardErrors), tensor.Name);
            Assert.That(values.Average(), Is.Zero.Within(4 * Math.Sqrt(variance / values.Length)), tensor.Name);
        }
    }

    /// <summary>Fortunato et al. 2018, section 3.2, and PyTorch's LayerNorm: whatever the network's other layers begin with.</summary>
    [TestCase(Initialization.HeNormal)]
    [TestCase(Initialization.TorchDefault)]
    public void NoisyAndNormalisingLayersHaveInitialValuesOfTheirOwn(Initialization initialization)
    {
        const double Bound = 0.1;
        var network = new Network(new FrameShape(1, 10, 10), new Conv2dLayer(1, 1, 1), new LayerNormLayer(), new NoisyLinearLayer(20, sigma: 0.4f));
        var parameters = Initialized(network, initialization, 7);
        float[] Values(string name)
        {
            var tensor = network.Parameters.Single(tensor => tensor.Name == name);
            return parameters.AsSpan(tensor.Offset, tensor.Length).ToArray();
        }

        Assert.That(Values("layers.2.weight"), Is.All.EqualTo(1));
        Assert.That(Values("layers.2.bias"), Is.All.Zero);
        var mu = Values("layers.4.weight_mu");
        Assert.That(mu.Max(value => Math.Abs(value)), Is.LessThanOrEqualTo((float)Bound));
        Assert.That(mu.Average(value => value * value), Is.EqualTo(Bound * Bound / 3).Within(0.1 * Bound * Bound));
        Assert.That(Values("layers.4.bias_mu").Max(value => Math.Abs(value)), Is.LessThanOrEqualTo((float)Bound).And.GreaterThan(0));
        Assert.That(Values("layers.4.weight_sigma"), Is.All.EqualTo(0.04f));
        Assert.That(Values("layers.4.bias_sigma"), Is.All.EqualTo(0.04f));
    }

    [Test]
    public void TorchDefaultIsUniformWithinOneOverRootFanIn()
    {
        var network = Network.Article(6);
        var parameters = Initialized(network, Initialization.TorchDefault, 7);
        foreach (var tensor in network.Parameters)
        {
            var values = parameters.AsSpan(tensor.Offset, tensor.Length).ToArray();
            var bound = 1 / Math.Sqrt(tensor.FanIn);
            Assert.That(values.Max(value => Math.Abs(value)), Is.LessThanOrEqualTo((float)bound));
            if (values.Length > 1000)
                Assert.That(values.Average(value => value * value), Is.EqualTo(bound * bound / 3).Within(0.1 * bound * bound), tensor.Name);
        }
    }

    [Test]
    public void SameSeedGivesTheSameBitsAndAnotherSeedOthers()
    {
        var network = Tiny.Network(4);
        var first = Initialized(network, Initialization.HeNormal, 1);
        Assert.That(Initialized(network, Initialization.HeNormal, 1), Is.EqualTo(first));
        Assert.That(Initialized(network, Initialization.HeNormal, 2), Is.Not.EqualTo(first));
    }

    /// <summary>The first numbers of seed 1, computed by a second implementation: any platform must give these.</summary>
    [Test]
    public void SeedOneIsTheSameEverywhere()
    {
        var uniforms = new CounterRandom(1, 0);
        Assert.That(
            new[] { uniforms.NextUniform(), uniforms.NextUniform(), uniforms.NextUniform() },
            Is.EqualTo(new[] { 0.8902591729757107, 0.6719982688953429, 0.24740147231065202 }));
        Assert.That(
            Initialized(Network.Article(6), Initialization.HeNormal, 1)[..4],
            Is.EqualTo(new[] { 0.0645110458f, 0.028431844f, -0.0706942379f, 0.0721014142f }));
    }

    private static float[] Initialized(Network network, Initialization initialization, ulong seed)
    {
        var parameters = new float[network.BufferLength];
        network.Initialize(parameters, initialization, seed);
        return parameters;
    }
}
