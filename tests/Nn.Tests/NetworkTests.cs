using DqnGpu.Kernels;
using DqnGpu.Kernels.Simd;

namespace DqnGpu.Nn.Tests;

/// <summary>Shapes, names and counts of networks; what they refuse.</summary>
public sealed class NetworkTests
{
    private static int Linear(int inputs, int outputs) => inputs * outputs + outputs;

    private static int Convolution(int channels, int filters, int kernel) => kernel * kernel * channels * filters + filters;

    [Test]
    public void ArticleHasTheArticlesParameterCount()
    {
        Assert.That(Network.Article(6).ParameterCount, Is.EqualTo(1_343_030));
        Assert.That(Network.Article(4).ParameterCount, Is.EqualTo(1_343_030 - 2 * 513));
    }

    [Test]
    public void NatureHasThePapersParameterCount()
    {
        var expected = Convolution(4, 32, 8) + Convolution(32, 64, 4) + Convolution(64, 64, 3) + Linear(7 * 7 * 64, 512) + Linear(512, 18);
        Assert.That(Network.Nature(18).ParameterCount, Is.EqualTo(expected));
    }

    [Test]
    public void DuelingHeadsHaveTwoStreams()
    {
        var trunk = Convolution(4, 16, 8) + Convolution(16, 32, 4);
        Assert.That(
            Network.ArticleDueling(6).ParameterCount,
            Is.EqualTo(trunk + 2 * Linear(2592, 512) + Linear(512, 1) + Linear(512, 6)));
        Assert.That(Network.NatureDueling(6).Actions, Is.EqualTo(6));
    }

    [Test]
    public void MultiplyAddsOfTheArticlesForwardPass()
    {
        Assert.That(Network.Article(6).MultiplyAdds, Is.EqualTo(20L * 20 * 16 * 256 + 9 * 9 * 32 * 256 + 2592 * 512 + 512 * 6));
    }

    [Test]
    public void NamesAndShapesArePyTorchs()
    {
        var tensors = Network.Article(6).Parameters;
        Assert.That(tensors.Select(tensor => tensor.Name), Is.EqualTo(new[]
        {
            "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias",
            "layers.5.weight", "layers.5.bias", "layers.7.weight", "layers.7.bias",
        }));
        Assert.That(tensors[0].TorchShape, Is.EqualTo(new[] { 16, 4, 8, 8 }));
        Assert.That(tensors[4].TorchShape, Is.EqualTo(new[] { 512, 2592 }));
        Assert.That(Network.Nature(6).Parameters.Where(tensor => tensor.Role == ParameterRole.Weight).Select(tensor => tensor.Name), Is.EqualTo(new[]
        {
            "layers.0.weight", "layers.2.weight", "layers.4.weight", "layers.7.weight", "layers.9.weight",
        }));
        Assert.That(Network.NatureDueling(6).Parameters[6].Name, Is.EqualTo("layers.7.value.0.weight"));
    }

    [Test]
    public void TensorsAreAlignedAndDoNotOverlap()
    {
        foreach (var network in new[] { Network.Article(6), Network.NatureDueling(3), Tiny.Network(5) })
        {
            var end = 0;
            foreach (var tensor in network.Parameters)
            {
                Assert.That(tensor.Offset % ParameterTensor.Alignment, Is.Zero);
                Assert.That(tensor.Offset, Is.GreaterThanOrEqualTo(end).And.LessThan(end + ParameterTensor.Alignment));
                end = tensor.Offset + tensor.Length;
            }

            Assert.That(network.BufferLength, Is.GreaterThanOrEqualTo(end).And.LessThan(end + ParameterTensor.Alignment));
        }
    }

    [Test]
    public void LayoutsConvertToPyTorchsAndBack()
    {
        var weights = ParameterTensor.ConvolutionWeights("weight", r: 2, s: 3, c: 4, k: 5);
        var ours = Enumerable.Range(0, weights.Length).ToArray();
        var torch = new int[ours.Length];
        weights.ToTorch<int>(ours, torch);
        for (var r = 0; r < 2; r++)
            for (var s = 0; s < 3; s++)
                for (var c = 0; c < 4; c++)
                    for (var k = 0; k < 5; k++)
                        Assert.That(torch[((k * 4 + c) * 2 + r) * 3 + s], Is.EqualTo(ours[((r * 3 + s) * 4 + c) * 5 + k]));
        var back = new int[ours.Length];
        weights.FromTorch<int>(torch, back);
        Assert.That(back, Is.EqualTo(ours));
    }

    [Test]
    public void FirstLinearLayerFlattensChannelsFirstInPyTorch()
    {
        var weights = ParameterTensor.LinearWeights("weight", outputs: 2, new ActivationShape(3, 4, 5));
        var ours = Enumerable.Range(0, weights.Length).ToArray();
        var torch = new int[ours.Length];
        weights.ToTorch<int>(ours, torch);
        for (var o = 0; o < 2; o++)
            for (var h = 0; h < 3; h++)
                for (var w = 0; w < 4; w++)
                    for (var c = 0; c < 5; c++)
                        Assert.That(torch[o * 60 + (c * 3 + h) * 4 + w], Is.EqualTo(ours[o * 60 + (h * 4 + w) * 5 + c]));
    }

    [Test]
    public void ANetworkOfNumbersHasNoFrames()
    {
        var vector = new Network(ActivationShape.Vector(3), new LinearLayer(4), new TanhLayer(), new LinearLayer(2));
        Assert.That(vector.ReadsFrames, Is.False);
        Assert.That((vector.Input, vector.Outputs, vector.Actions), Is.EqualTo((ActivationShape.Vector(3), 2, 2)));
        Assert.That(() => vector.Frames, Throws.InvalidOperationException.With.Message.Contains("reads numbers, 3 features a sample, and no frames"));
        Assert.That(vector.ToString(), Is.EqualTo("3 features, 4 features, 4 features, 2 outputs"));
        Assert.That(vector.Parameters.Select(tensor => tensor.Name), Is.EqualTo(new[] { "layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias" }));

        // nn.Sequential(nn.Flatten(), nn.Linear(12, 4)) in PyTorch, whose images are [C, H, W].
        var image = new Network(new ActivationShape(2, 3, 2), new LinearLayer(4));
        Assert.That(image.Parameters[0].Name, Is.EqualTo("layers.1.weight"));
        Assert.That(new Network(FrameShape.Atari, new Conv2dLayer(2, 84, 1)).ReadsFrames);

        using var device = new SimdDevice();
        using var pass = new NetworkPass(device, vector, 2, training: true);
        using var parameters = device.Allocate<float>(vector.BufferLength);
        using var bytes = device.Allocate<byte>(6);
        using var five = device.Allocate<float>(5);
        Assert.That(() => pass.Forward(bytes, parameters), Throws.InvalidOperationException.With.Message.Contains("no frames"));
        Assert.That(() => pass.Backward(bytes, parameters, five, parameters), Throws.InvalidOperationException.With.Message.Contains("no frames"));
        Assert.That(
            () => pass.Forward(five, parameters), Throws.ArgumentException.With.Message.Contains("2 samples of 3 features are 6 floats, but x has 5"));
    }

    [Test]
    public void BadNetworksAreRefused()
    {
        Assert.That(() => new Network(FrameShape.Atari), Throws.ArgumentException.With.Message.Contains("at least one layer"));
        Assert.That(
            () => new Network(FrameShape.Atari, new LinearLayer(6)), Throws.ArgumentException.With.Message.Contains("LinearLayer"));
        Assert.That(
            () => new Network(new FrameShape(4, 6, 6), new Conv2dLayer(2, 8, 4), new LinearLayer(6)),
            Throws.ArgumentException.With.Message.Contains("8x8 kernel does not fit an input of 6x6"));
        Assert.That(
            () => new Network(FrameShape.Atari, new Conv2dLayer(2, 8, 4)), Throws.ArgumentException.With.Message.Contains("one value for each action"));
    }
}
