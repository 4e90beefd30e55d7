using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>Gradients of every layer and of whole networks, on every device, against central differences of the reference.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.AllPrecise))]
public sealed class GradientCheckTests(string deviceName)
{
    private Device Device => TestDevices.Open(deviceName);

    // Non-square inputs and kernels; kernels larger than the stride, equal to it, and smaller (pixels that no kernel touches).
    [TestCase(5, 3, 2, 7, 6, 3, Activation.Relu)]
    [TestCase(5, 3, 2, 8, 5, 2, Activation.None)]
    [TestCase(4, 2, 2, 6, 8, 3, Activation.Relu)]
    [TestCase(3, 2, 3, 9, 8, 4, Activation.None)]
    [TestCase(2, 1, 1, 3, 4, 5, Activation.Relu)]
    [TestCase(17, 3, 1, 5, 4, 1, Activation.None)]
    public void Convolution(int filters, int kernel, int stride, int h, int w, int c, Activation activation)
    {
        GradientCheck.Verify(Device, new Conv2dLayer(filters, kernel, stride, activation), new ActivationShape(h, w, c));
        GradientCheck.Verify(Device, new Conv2dLayer(filters, kernel, stride, activation, kernelWidth: kernel + 1), new ActivationShape(h, w, c));
    }

    [TestCase(1, 1, Activation.None)]
    [TestCase(7, 13, Activation.Relu)]
    [TestCase(33, 5, Activation.None)]
    public void Linear(int outputs, int inputs, Activation activation) =>
        GradientCheck.Verify(Device, new LinearLayer(outputs, activation), ActivationShape.Vector(inputs));

    [TestCase(1, 1, Activation.None)]
    [TestCase(7, 13, Activation.Relu)]
    public void NoisyLinear(int outputs, int inputs, Activation activation) =>
        GradientCheck.Verify(Device, new NoisyLinearLayer(outputs, activation), ActivationShape.Vector(inputs));

    [Test]
    public void NoisyDueling()
    {
        GradientCheck.Verify(Device, new DuelingHead(actions: 3, hidden: 5, atoms: 4, noisy: true), new ActivationShape(2, 3, 4));
        GradientCheck.Verify(Device, Tiny.Noisy(actions: 3));
    }

    [Test]
    public void LinearOnAnImage() => GradientCheck.Verify(Device, new LinearLayer(5), new ActivationShape(3, 4, 2));

    [Test]
    public void Relu() => GradientCheck.Verify(Device, new ReluLayer(), new ActivationShape(5, 3, 7));

    [TestCase(Activation.None)]
    [TestCase(Activation.Relu)]
    public void LayerNorm(Activation activation)
    {
        GradientCheck.Verify(Device, new LayerNormLayer(activation), new ActivationShape(3, 5, 7));
        GradientCheck.Verify(Device, new LayerNormLayer(activation), ActivationShape.Vector(13));
    }

    [Test]
    public void Tanh() => GradientCheck.Verify(Device, new TanhLayer(), new ActivationShape(5, 3, 7));

    [TestCase(1, 3)]
    [TestCase(6, 5)]
    public void Dueling(int actions, int hidden) =>
        GradientCheck.Verify(Device, new DuelingHead(actions, hidden), new ActivationShape(2, 3, 4));

    [TestCase(1, 2)]
    [TestCase(3, 7)]
    public void ValuesOfDistributions(int actions, int outputs)
    {
        var support = new CategoricalSupport(outputs, -1, 2);
        var input = ActivationShape.Vector(actions * outputs);
        GradientCheck.Verify(Device, new CategoricalValuesLayer(actions, support), input);
        GradientCheck.Verify(Device, new QuantileValuesLayer(actions, outputs), input);
        Assert.That(
            () => new CategoricalValuesLayer(actions, support).OutputShape(ActivationShape.Vector(input.Length + 1)),
            Throws.ArgumentException.With.Message.Contains($"take a vector of {input.Length}"));
        Assert.That(
            () => new QuantileValuesLayer(actions, outputs).OutputShape(ActivationShape.Vector(input.Length + 1)),
            Throws.ArgumentException.With.Message.Contains($"take a vector of {input.Length}"));
    }

    // The fused ReLU's mask is theirs to apply.
    [Test]
    public void ValuesOfDistributionsBehindARelu()
    {
        foreach (var last in new Layer[] { new CategoricalValuesLayer(2, new(3, -1, 2)), new QuantileValuesLayer(2, 3) })
            GradientCheck.Verify(Device, new Network(new FrameShape(3, 11, 9), [new Conv2dLayer(5, 4, 3), new LinearLayer(6, Activation.Relu), last]));
    }

    [Test]
    public void DuelingOfDistributions() => GradientCheck.Verify(Device, new DuelingHead(actions: 3, hidden: 5, atoms: 4), new ActivationShape(2, 3, 4));

    [Test]
    public void DuelingWithRescaledGradients()
    {
        GradientCheck.Verify(Device, new DuelingHead(actions: 3, hidden: 5, rescaleGradient: true), new ActivationShape(2, 3, 4));
        GradientCheck.Verify(Device, Tiny.Dueling(actions: 3, rescaleGradient: true));
    }

    [Test]
    public void SmallNetworks()
    {
        GradientCheck.Verify(Device, Tiny.Network(actions: 4));
        GradientCheck.Verify(Device, Tiny.Dueling(actions: 3));
        GradientCheck.Verify(Device, Tiny.WithLooseRelus(actions: 2));
        GradientCheck.Verify(Device, Tiny.WithLayerNorms(actions: 3));
    }

    [Test]
    public void NetworksOfNumbers()
    {
        GradientCheck.Verify(Device, new Network(ActivationShape.Vector(3), new LinearLayer(7), new TanhLayer(), new LinearLayer(2)));
        GradientCheck.Verify(Device, new Network(new ActivationShape(6, 7, 2), new Conv2dLayer(4, 3, 2), new TanhLayer(), new LinearLayer(5)));
        GradientCheck.Verify(Device, new Network(new ActivationShape(2, 3, 2), new TanhLayer(), new DuelingHead(3, hidden: 5)));
        GradientCheck.Verify(Device, new Network(ActivationShape.Vector(4), new LinearLayer(3)));
    }

    // A ReLU of its own goes behind anything, first and last too.
    [Test]
    public void LooseRelusBehindAnyLayer()
    {
        GradientCheck.Verify(
            Device, new Network(ActivationShape.Vector(9), new ReluLayer(), new LinearLayer(6), new ReluLayer(), new ReluLayer(), new LinearLayer(4)));
        GradientCheck.Verify(Device, new Network(
            new ActivationShape(5, 4, 2), new TanhLayer(), new ReluLayer(), new Conv2dLayer(3, 2, 1, Activation.None), new ReluLayer(), new TanhLayer(),
            new LinearLayer(3, Activation.Relu), new TanhLayer()));
        GradientCheck.Verify(Device, new Network(new ActivationShape(2, 3, 2), new DuelingHead(8, hidden: 5), new ReluLayer()));
    }

    [Test]
    public void AnotherSeedAndMoreRows() =>
        GradientCheck.Verify(Device, Tiny.Network(actions: 4), new GradientCheckOptions { N = 9, Seed = 12345 });
}
