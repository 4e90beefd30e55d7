using System.Runtime.InteropServices;
using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests.Golden;

/// <summary>Agreement with PyTorch: the files beside this one were made by benchmarks/peers/golden.py.</summary>
[TestFixtureSource(typeof(TestDevices), nameof(TestDevices.All))]
public sealed class GoldenTests(string deviceName)
{
    private const int Actions = 6;

    private Device Device => TestDevices.Open(deviceName);

    /// <summary>Weights that PyTorch saved, on frames that it saved, give the q-values that it computed.</summary>
    [TestCase("tiny")]
    [TestCase("tiny_dueling")]
    [TestCase("tiny_layer_norm")]
    public void WeightsSavedByPyTorch(string name)
    {
        var network = TinyNetwork(name);
        var parameters = new float[network.BufferLength];
        Weights.Load(GoldenFile(name), network, parameters);
        var file = SafeTensors.Read(GoldenFile(name));
        var frames = file.Values<byte>("frames", [5, 3, 11, 9]);
        AssertClose(QValues(network, parameters, frames, 5), file.Values<double>("q", [5, network.Actions]));
    }

    /// <summary>The gradients of sum(q * dq) are PyTorch's, in its names and layouts.</summary>
    [Test]
    public void GradientsThroughLayerNorms()
    {
        const int N = 5;
        var network = TinyNetwork("tiny_layer_norm");
        var parameters = new float[network.BufferLength];
        Weights.Load(GoldenFile("tiny_layer_norm"), network, parameters);
        using var pass = new NetworkPass(Device, network, N, training: true);
        using var deviceParameters = Device.Allocate<float>(network.BufferLength);
        using var gradients = Device.Allocate<float>(network.BufferLength);
        using var frames = Device.Allocate<byte>(N * network.Frames.Length);
        using var dq = Device.Allocate<float>(N * network.Actions);
        deviceParameters.CopyFrom(parameters);
        frames.CopyFrom(SafeTensors.Read(GoldenFile("tiny_layer_norm")).Values<byte>("frames", [N, 3, 11, 9]));
        dq.CopyFrom([.. Enumerable.Range(0, N * network.Actions).Select(i => Formula.Symmetric(i, stream: 79))]);
        pass.Forward(frames, deviceParameters);
        pass.Backward(frames, deviceParameters, dq, gradients);
        var golden = SafeTensors.Read(GoldenFile("tiny_layer_norm_gradients"));
        foreach (var tensor in Weights.ToTensors(network, gradients.ToArray()))
        {
            var expected = golden.Values<float>(tensor.Name, [.. tensor.Shape.Select(size => (int)size)]).ToArray();
            var actual = MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span).ToArray();
            Assert.That(actual, Is.EqualTo(expected).Within(1e-5 * golden.Values<float>("layers.7.weight", [3, 7]).ToArray().Max(Math.Abs)), tensor.Name);
        }
    }

    /// <summary>Saving what was loaded gives PyTorch's own tensors back: names, types, shapes, bytes.</summary>
    [TestCase("tiny")]
    [TestCase("tiny_dueling")]
    [TestCase("tiny_layer_norm")]
    public void SavedWeightsAreWhatPyTorchSaved(string name)
    {
        var network = TinyNetwork(name);
        var parameters = new float[network.BufferLength];
        Weights.Load(GoldenFile(name), network, parameters);
        var path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"weights-{Guid.NewGuid():N}.safetensors");
        try
        {
            Weights.Save(path, network, parameters);
            var saved = SafeTensors.Read(path);
            var torch = SafeTensors.Read(GoldenFile(name));
            Assert.That(saved.Names, Is.EqualTo(torch.Names.Where(tensor => tensor.StartsWith("layers.", StringComparison.Ordinal))));
            foreach (var tensor in network.Parameters)
                Assert.That(
                    saved.Values<float>(tensor.Name, tensor.TorchShape).SequenceEqual(torch.Values<float>(tensor.Name, tensor.TorchShape)), tensor.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>The full-size networks, with weights and frames from a formula.</summary>
    [TestCase("article")]
    [TestCase("article_dueling")]
    [TestCase("nature")]
    [TestCase("nature_dueling")]
    public void FullSizeNetworks(string name)
    {
        var network = name switch
        {
            "article" => Network.Article(Actions),
            "article_dueling" => Network.ArticleDueling(Actions),
            "nature" => Network.Nature(Actions),
            _ => Network.NatureDueling(Actions),
        };
        var frames = new byte[3 * network.Frames.Length];
        Formula.FillFrames(frames, stream: 78);
        var expected = SafeTensors.Read(GoldenFile("full_size_q")).Values<double>(name, [3, Actions]);
        AssertClose(QValues(network, Formula.Parameters(network), frames, 3), expected);
    }

    /// <summary>
    /// Ten updates with the target network copied after the fifth: every loss is PyTorch's, and so are the first gradient and the last parameters of each
    /// tensor, which torch.optim's Adam and RMSprop made (Nature's RMSProp, which is not among them, by its formula).
    /// </summary>
    [TestCase("article")]
    [TestCase("rainbow_parts")]
    [TestCase("nature")]
    [TestCase("rmsprop")]
    [TestCase("rainbow")]
    [TestCase("qr_dqn")]
    [TestCase("munchausen")]
    public void TenUpdates(string name) => AssertTenUpdates(Device, name);

    internal static void AssertTenUpdates(Device device, string name)
    {
        const int N = 6;
        const int TinyActions = 4;
        RmsPropSettings ofNature = new(0.95f, 0.01f, Centred: true, EpsilonInsideRoot: true);
        var (network, options) = name switch
        {
            "article" => (Tiny.Network(TinyActions), new QLearnerOptions()),
            "nature" => (Tiny.Network(TinyActions), new() { Objective = new DqnObjective(LossKind.Huber), Optimizer = OptimizerKind.RmsProp, RmsProp = ofNature }),
            "rmsprop" => (Tiny.Network(TinyActions), new()
            {
                Objective = new DqnObjective(DoubleQ: true),
                Optimizer = OptimizerKind.RmsProp,
                RmsProp = ofNature with { EpsilonInsideRoot = false },
            }),
            "rainbow" => (Tiny.Rainbow(TinyActions), new() { Objective = new CategoricalObjective(DoubleQ: true), UseImportanceWeights = true }),
            "qr_dqn" => (Tiny.Quantiles(TinyActions), new() { Objective = new QuantileObjective() }),
            "munchausen" => (Tiny.Network(TinyActions), new() { Objective = new MunchausenObjective(LossKind.MeanSquaredError, MunchausenSettings.Default) }),
            _ => (Tiny.Dueling(TinyActions), new()
            {
                Objective = new DqnObjective(LossKind.Huber, DoubleQ: true),
                UseImportanceWeights = true,
                MaxGradientNorm = 0.25f,
            }),
        };
        using var learner = new QLearner(device, network, options with { BatchSize = N, LearningRate = 1e-2f });
        learner.SetParameters(Formula.Parameters(network));
        var expected = SafeTensors.Read(GoldenFile("ten_losses")).Values<double>(name, [10]);
        var tensors = SafeTensors.Read(GoldenFile("ten_updates"));
        for (var update = 0; update < 10; update++)
        {
            var slot = learner.Slot(update % 2);
            slot.AwaitReuse();
            Fill(slot, 1000 + 10 * update);
            slot.Upload();
            learner.Update(slot);
            Assert.That(learner.ReadStatistics().Loss, Is.EqualTo(expected[update]).Within(2e-5 * expected[update]), $"update {update}");
            if (update == 0)
            {
                AssertTensors("gradient", learner.Gradients.Buffer.ToArray(), tolerance: 1e-5);
                if (options.MaxGradientNorm is { } maxNorm)
                {
                    var norm = tensors.Values<float>($"{name}.norm", [1])[0];
                    Assert.That(norm, Is.GreaterThan(maxNorm), "it is clipped");
                    Assert.That(learner.ReadGradientNorm(), Is.EqualTo(norm).Within(1e-3).Percent);
                }
            }
            if (update == 4)
                learner.CopyTarget();
        }
        AssertTensors("after", learner.Online.ToArray(), tolerance: 1e-4);

        void AssertTensors(string what, float[] flat, double tolerance)
        {
            foreach (var tensor in Weights.ToTensors(network, flat))
            {
                int[] shape = [.. tensor.Shape.Select(size => (int)size)];
                var golden = tensors.Values<float>($"{name}.{what}.{tensor.Name}", shape).ToArray();
                var actual = MemoryMarshal.Cast<byte, float>(tensor.Bytes.Span).ToArray();
                Assert.That(actual, Is.EqualTo(golden).Within(tolerance * golden.Max(Math.Abs)), $"{what} of {tensor.Name}");
            }
        }

        static void Fill(MinibatchSlot slot, int stream)
        {
            Formula.FillFrames(slot.States, stream);
            Formula.FillFrames(slot.NextStates, stream + 1);
            for (var n = 0; n < slot.N; n++)
            {
                slot.Actions[n] = (int)(Formula.Uniform(n, stream + 2) * TinyActions);
                slot.Rewards[n] = 2 * Formula.Uniform(n, stream + 3) - 1;
                slot.Discounts[n] = Formula.Uniform(n, stream + 4) < 0.25f ? 0 : 0.97f;
                slot.Weights[n] = Formula.Uniform(n, stream + 5);
            }
        }
    }

    private static Network TinyNetwork(string name) => name switch
    {
        "tiny" => Tiny.Network(actions: 4),
        "tiny_dueling" => Tiny.Dueling(actions: 4),
        _ => Tiny.WithLayerNorms(actions: 3),
    };

    private static string GoldenFile(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "Golden", name + ".safetensors");

    private float[] QValues(Network network, float[] parameters, ReadOnlySpan<byte> frames, int n)
    {
        using var pass = new NetworkPass(Device, network, n, training: false);
        using var deviceParameters = Device.Allocate<float>(network.BufferLength);
        using var deviceFrames = Device.Allocate<byte>(frames.Length);
        deviceParameters.CopyFrom(parameters);
        deviceFrames.CopyFrom(frames);
        pass.Forward(deviceFrames, deviceParameters);
        var q = new float[n * network.Actions];
        pass.Q.Buffer.CopyTo(q, pass.Q.Offset);
        return q;
    }

    /// <summary>1e-5 of the largest value: a q-value near 0 is the difference of larger sums.</summary>
    private static void AssertClose(float[] actual, ReadOnlySpan<double> expected)
    {
        var tolerance = 1e-5 * expected.ToArray().Max(Math.Abs);
        for (var i = 0; i < actual.Length; i++)
            Assert.That(actual[i], Is.EqualTo(expected[i]).Within(tolerance), $"element {i}");
    }
}
