namespace DqnGpu.Nn.Tests;

/// <summary>Weights of this program and of PyTorch, in whatever types and behind whatever prefixes.</summary>
public sealed class WeightsTests
{
    private readonly Network network = Tiny.Network(actions: 3);
    private string folder = "";

    [SetUp]
    public void MakeFolder() => folder = Directory.CreateTempSubdirectory("dqngpu-nn-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(folder, recursive: true);

    [Test]
    public void WeightsComeBackBitForBit()
    {
        var path = Path.Combine(folder, "weights.safetensors");
        var dueling = Tiny.Dueling(actions: 3);
        var parameters = new float[dueling.BufferLength];
        dueling.Initialize(parameters, Initialization.TorchDefault, seed: 5);
        Weights.Save(path, dueling, parameters, new Dictionary<string, string> { ["step"] = "12" });
        var loaded = new float[dueling.BufferLength];
        var metadata = Weights.Load(path, dueling, loaded);
        Assert.That(loaded, Is.EqualTo(parameters));
        Assert.That(metadata["step"], Is.EqualTo("12"));
    }

    [Test]
    public void WeightsOfAnotherNetworkAreRefused()
    {
        var path = Path.Combine(folder, "weights.safetensors");
        Weights.Save(path, network, new float[network.BufferLength]);
        var other = Tiny.Network(actions: 4);
        Assert.That(
            () => Weights.Load(path, other, new float[other.BufferLength]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("layers.7.weight").And.Message.Contains("[3, 7], but [4, 7] is expected"));
        var nature = Network.Nature(3);
        Assert.That(
            () => Weights.Load(path, nature, new float[nature.BufferLength]),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("of another network").And.Message.Contains("layers.5.weight"));
    }

    [TestCase("")]
    [TestCase("module.")]
    [TestCase("_orig_mod.")]
    [TestCase("_orig_mod.module.")]
    public void WhatStandsInFrontOfTheNamesIsPassedOver(string prefix) => Assert.That(Load(Tensors(prefix)), Is.EqualTo(Load(Tensors())));

    [Test]
    public void OfSeveralNetworksTheOneWithoutAPrefixIsTaken() =>
        Assert.That(Load([.. Tensors(), .. Tensors("module.", scale: 2)]), Is.EqualTo(Load(Tensors())));

    [Test]
    public void SeveralNetworksBehindPrefixesAreRefused() => Assert.That(
        () => Load([.. Tensors("module."), .. Tensors("_orig_mod.")]),
        Throws.InstanceOf<InvalidDataException>().With.Message.Contains("weights.safetensors").And.Message.Contains("module. and _orig_mod."));

    [Test]
    public void OtherPrefixesAreNotGuessed() => Assert.That(
        () => Load(Tensors("policy.")), Throws.InstanceOf<InvalidDataException>().With.Message.Contains("no tensor 'layers.0.weight'").And.Message.Contains("policy.layers.0.weight"));

    [Test]
    public void TensorsThatNobodyReadsHarmNobody() => Assert.That(
        Load([.. Tensors(), SafeTensor.Create<long>("layers.1.num_batches_tracked", [], [5]), SafeTensor.Create<byte>("optimizer.state", [2], [1, 2])]),
        Is.EqualTo(Load(Tensors())));

    [Test]
    public void WeightsOfOneMoreLayerAreRefused() => Assert.That(
        () => Load([.. Tensors(), SafeTensor.Create<float>("layers.99.weight", [1], [1])]),
        Throws.InstanceOf<InvalidDataException>().With.Message.Contains("of another network").And.Message.Contains("layers.99.weight"));

    /// <summary>The values are multiples of 1/8 below 8: every type holds them exactly.</summary>
    [TestCase("F16")]
    [TestCase("BF16")]
    [TestCase("F64")]
    public void OtherFloatsAreConverted(string type) => Assert.That(Load(Tensors(type: type)), Is.EqualTo(Load(Tensors())));

    [Test]
    public void SpecialValuesOfOtherFloatsKeepTheirMeaning()
    {
        // Infinity, the smallest subnormal number, the largest number, -0; then a NaN.
        Assert.That(
            Floats("F16", [0x00, 0x7c, 0x01, 0x00, 0xff, 0x7b, 0x00, 0x80, 0x00, 0x7e])[..4].Select(BitConverter.SingleToInt32Bits),
            Is.EqualTo(new[] { float.PositiveInfinity, 1 / 16777216f, 65504f, -0f }.Select(BitConverter.SingleToInt32Bits)));
        Assert.That(Floats("F16", [0x00, 0x7e])[0], Is.NaN);
        Assert.That(
            Floats("BF16", [0x80, 0xff, 0x01, 0x00, 0x80, 0x3f]),
            Is.EqualTo(new[] { float.NegativeInfinity, BitConverter.Int32BitsToSingle(0x10000), 1f }));
        Assert.That(Floats("F64", [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(double.NaN)]), Is.EqualTo(new[] { 0.1f, float.NaN }));
    }

    [Test]
    public void NumbersBeyondSinglePrecisionAreRefused() => Assert.That(
        () => Floats("F64", BitConverter.GetBytes(1e300)),
        Throws.InstanceOf<InvalidDataException>().With.Message.Contains("tensor 'x'").And.Message.Contains("1E+300").And.Message.Contains("beyond F32"));

    [Test]
    public void WholeNumbersAreNoWeights() => Assert.That(
        () => Load([SafeTensor.Create<long>("layers.0.weight", network.Parameters[0].TorchShape, new long[network.Parameters[0].Length]), .. Tensors()[1..]]),
        Throws.InstanceOf<InvalidDataException>().With.Message.Contains("tensor 'layers.0.weight'").And.Message.Contains("of type I64, but F32, F16, BF16 or F64"));

    private float[] Floats(string type, byte[] bytes)
    {
        var length = bytes.Length / SafeTensor.ElementSize(type);
        var path = Path.Combine(folder, "x.safetensors");
        SafeTensors.Write(path, [new("x", type, [length], bytes)]);
        return SafeTensors.Read(path).Floats("x", [length]).ToArray();
    }

    private List<SafeTensor> Tensors(string prefix = "", string type = "F32", float scale = 1) =>
    [
        .. network.Parameters.Select(tensor => new SafeTensor(
            prefix + tensor.Name, type, [.. tensor.TorchShape.Select(size => (long)size)],
            Enumerable.Range(0, tensor.Length).SelectMany(i => Bytes(type, scale * (i % 61 - 30) / 8f)).ToArray())),
    ];

    private static byte[] Bytes(string type, float value) => type switch
    {
        "F16" => BitConverter.GetBytes((Half)value),
        "BF16" => BitConverter.GetBytes(value)[2..],
        "F64" => BitConverter.GetBytes((double)value),
        _ => BitConverter.GetBytes(value),
    };

    private float[] Load(IReadOnlyList<SafeTensor> tensors)
    {
        var path = Path.Combine(folder, "weights.safetensors");
        SafeTensors.Write(path, tensors);
        var parameters = new float[network.BufferLength];
        Weights.Load(path, network, parameters);
        return parameters;
    }
}
