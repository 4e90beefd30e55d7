using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Which network a weights file is of.</summary>
public sealed class NetworkGuessTests : FolderFixture
{
    [Test]
    public void A_compiled_models_weights_of_half_precision_are_known()
    {
        var path = Path.Combine(Root, "compiled.safetensors");
        SafeTensors.Write(path, [.. Network.Article(4).Parameters.Select(Halves)]);
        var (network, parameters, _) = NetworkGuess.Load(path);
        Assert.That(network.Actions, Is.EqualTo(4));
        Assert.That(network.Parameters[0].TorchShape, Is.EqualTo(new[] { 16, 4, 8, 8 }));
        Assert.That(parameters[..16], Is.All.EqualTo(0.5f));
    }

    [TestCase("rainbow"), TestCase("qrdqn"), TestCase("mdqn")]
    public void A_card_says_what_shapes_do_not(string preset)
    {
        var path = Path.Combine(Root, "weights.safetensors");
        var options = TrainingPresets.Find(preset) with { Net = NetworkKind.Patch, LayerNorm = true, Quantiles = 6, Atoms = 9, VMin = -3 };
        var network = options.ToNetwork(actions: 5);
        var parameters = new float[network.BufferLength];
        network.Initialize(parameters, Initialization.TorchDefault, seed: 3);
        new WeightsCard("pong", "", options, 1, 1, 0).Save(path, network, parameters);
        var (read, values, _) = NetworkGuess.Load(path);
        Assert.That(read.Actions, Is.EqualTo(5));
        Assert.That(read.Layers.Select(layer => (layer.Layer.GetType(), layer.Output)), Is.EqualTo(network.Layers.Select(layer => (layer.Layer.GetType(), layer.Output))));
        Assert.That((read.Layers[^1].Layer as CategoricalValuesLayer)?.Support, Is.EqualTo((network.Layers[^1].Layer as CategoricalValuesLayer)?.Support));
        Assert.That(values, Is.EqualTo(parameters));
    }

    [Test]
    public void Of_an_unknown_network_the_tensors_are_told_with_type_and_shape()
    {
        var path = Path.Combine(Root, "foreign.safetensors");
        SafeTensors.Write(path, [.. Enumerable.Range(0, 20).Select(i => SafeTensor.Create<double>($"blocks.{i:D2}.weight", [1, 3], [1, 2, 3]))]);
        Assert.That(
            () => NetworkGuess.Load(path),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("foreign.safetensors").And.Message.Contains("article, nature or patch")
                .And.Message.Contains("blocks.00.weight F64 [1, 3], ").And.Message.Contains("blocks.11.weight F64 [1, 3] and 8 more"));
    }

    private static SafeTensor Halves(ParameterTensor tensor) => new(
        "_orig_mod." + tensor.Name, "F16", [.. tensor.TorchShape.Select(size => (long)size)],
        Enumerable.Repeat(BitConverter.GetBytes((Half)0.5), tensor.Length).SelectMany(bytes => bytes).ToArray());
}
