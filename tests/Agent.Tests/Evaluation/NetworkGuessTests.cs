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
