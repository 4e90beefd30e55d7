using System.Runtime.InteropServices;
using System.Text;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Simd;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DqnGpu.Nn.Tests;

/// <summary>What ONNX Runtime makes of an exported network is what the network makes of the same input.</summary>
public sealed class OnnxFileTests
{
    private const double Tolerance = 1e-4;

    private static IEnumerable<TestCaseData> Networks =>
    [
        Named("tiny", Tiny.Network(5)),
        Named("tiny dueling", Tiny.Dueling(4)),
        Named("loose ReLUs", Tiny.WithLooseRelus(3)),
        Named("a kernel that is not square", new Network(new FrameShape(2, 9, 12), new Conv2dLayer(4, 3, 2, kernelWidth: 5), new LinearLayer(3))),
        Named("convolutions alone", new Network(new FrameShape(1, 7, 7), new Conv2dLayer(3, 3, 2), new Conv2dLayer(5, 3, 1, Activation.None))),
        Named("a convolution behind linear layers", new Network(
            new FrameShape(2, 6, 5), new Conv2dLayer(3, 2, 1), new LinearLayer(6, Activation.Relu), new Conv2dLayer(4, 1, 1), new LinearLayer(2))),
        Named("a head on a flattened map", new Network(new FrameShape(2, 6, 5), new Conv2dLayer(3, 2, 1), new DuelingHead(4, hidden: 3))),
        Named("a dueling head of distributions", new Network(new FrameShape(2, 6, 5), new Conv2dLayer(3, 2, 1), new DuelingHead(4, hidden: 3, atoms: 5))),
        Named("noise", Tiny.Noisy(3)),
        Named("normalisations", Tiny.WithLayerNorms(3)),
        Named("a layer of one's own", new Network(new FrameShape(2, 8, 6), new Conv2dLayer(3, 3, 1), new ScaledLayer(), new LinearLayer(3))),
        Named("a normalised map of one position", new Network(new FrameShape(2, 5, 6), new Conv2dLayer(4, 5, 1, kernelWidth: 6), new LayerNormLayer())),
        Named("categorical values", new Network(
            new FrameShape(2, 6, 5), new Conv2dLayer(3, 2, 1), new DuelingHead(4, hidden: 3, atoms: 5), new CategoricalValuesLayer(4, new(5, -2, 3)))),
        Named("categorical values of a map", new Network(new FrameShape(2, 6, 5), new Conv2dLayer(6, 2, 2), new CategoricalValuesLayer(4, new(9, -1, 1)))),
        Named("quantile values", new Network(new FrameShape(2, 6, 5), new Conv2dLayer(3, 2, 1), new LinearLayer(12), new QuantileValuesLayer(4, 3))),
        Named("quantile values of a map", new Network(new FrameShape(2, 6, 5), new Conv2dLayer(6, 2, 2), new QuantileValuesLayer(4, 9))),
        Named("tanh", new Network(new FrameShape(2, 8, 6), new Conv2dLayer(3, 3, 1), new TanhLayer(), new LinearLayer(3), new TanhLayer())),
        Named("vectors of numbers", new Network(ActivationShape.Vector(5), new LinearLayer(7, Activation.Relu), new LinearLayer(3))),
        Named("maps of numbers", new Network(new ActivationShape(6, 7, 2), new Conv2dLayer(3, 3, 2), new LinearLayer(4))),
        Named("flattened maps of numbers", new Network(new ActivationShape(3, 4, 2), new LinearLayer(4), new LayerNormLayer())),
        Named("normalised maps of numbers", new Network(new ActivationShape(3, 4, 2), new LayerNormLayer(), new ReluLayer(), new LinearLayer(4))),
        Named("article", Network.Article(6)),
        Named("article dueling", Network.ArticleDueling(18)),
        Named("nature", Network.Nature(4)),
        Named("nature dueling", Network.NatureDueling(6)),
        Named("patch", Network.Patch(6)),
        Named("patch dueling", new AtariNetwork(NetworkKind.Patch) { Dueling = true }.Build(3)),
        Named("two frames", Network.Patch(6, stack: 2)),
    ];

    [TestCaseSource(nameof(Networks))]
    public void GivesTheSameValues(Network network)
    {
        var parameters = new float[network.BufferLength];
        network.Initialize(parameters, Initialization.TorchDefault, seed: 5);
        Scatter(network, parameters);
        GivesTheSameValues(network, parameters);
    }

    [Test]
    public void GivesTheSameValuesWithTrainedWeights()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Trained")))
        {
            var network = Network.Patch(6);
            var parameters = new float[network.BufferLength];
            Weights.Load(file, network, parameters);
            GivesTheSameValues(network, parameters);
        }
    }

    [Test]
    public void SaysWhatItIs()
    {
        var network = Tiny.Dueling(4);
        var metadata = new Dictionary<string, string> { ["game"] = "pong", ["actions"] = "NOOP,FIRE,UP,DOWN" };
        using var session = Open(network, new float[network.BufferLength], metadata);
        Assert.That(session.ModelMetadata.ProducerName, Is.EqualTo("DqnGpu"));
        Assert.That(session.ModelMetadata.CustomMetadataMap, Is.EqualTo(metadata));
        var (frames, q) = (session.InputMetadata.Single(), session.OutputMetadata.Single());
        Assert.That((frames.Key, frames.Value.ElementDataType), Is.EqualTo(("frames", TensorElementType.UInt8)));
        Assert.That((q.Key, q.Value.ElementDataType), Is.EqualTo(("q", TensorElementType.Float)));
        Assert.That(frames.Value.Dimensions, Is.EqualTo(new[] { -1, 3, 11, 9 }));
        Assert.That(q.Value.Dimensions, Is.EqualTo(new[] { -1, 4 }));
        Assert.That(frames.Value.SymbolicDimensions[0], Is.EqualTo(q.Value.SymbolicDimensions[0]).And.EqualTo("N"));
    }

    [Test]
    public void SaysWhichNumbersItReads()
    {
        var network = new Network(new ActivationShape(3, 4, 2), new LinearLayer(5));
        using var session = Open(network, new float[network.BufferLength]);
        Assert.That(session.InputMetadata["x"].Dimensions, Is.EqualTo(new[] { -1, 3, 4, 2 }));
        Assert.That(session.OutputMetadata["y"].Dimensions, Is.EqualTo(new[] { -1, 5 }));
    }

    [Test]
    public void HasTheNamesOfTheSafeTensorsFile()
    {
        var network = Tiny.Dueling(4);
        var text = Text(network);
        foreach (var tensor in network.Parameters)
            Assert.That(text, Does.Contain(tensor.Name));
    }

    [Test]
    public void LeavesOutWhatOnlyATrainingNeeds()
    {
        var text = Text(new(new FrameShape(2, 8, 6), new Conv2dLayer(3, 3, 1), new ScaledLayer(), new LinearLayer(3)));
        Assert.That(text, Does.Contain("layers.2.scale").And.Not.Contain("of_no_use"));
    }

    [Test]
    public void TheSameNetworkGivesTheSameBytes()
    {
        var network = Tiny.Dueling(4);
        var parameters = new float[network.BufferLength];
        Assert.That(Write(network, parameters), Is.EqualTo(Write(network, parameters)));
    }

    [Test]
    public void ALayerThatDoesNotSayIsNamed()
    {
        var network = new Network(new FrameShape(2, 8, 6), new Conv2dLayer(3, 3, 1), new SilentLayer(), new LinearLayer(3));
        Assert.That(
            () => Write(network, new float[network.BufferLength]),
            Throws.TypeOf<NotSupportedException>().With.Message.EqualTo(
                "SilentLayer does not say which ONNX nodes compute it, so no ONNX file can be written. Override Layer.ToOnnx in it."));
    }

    [Test]
    public void ParametersOfAnotherNetworkAreRefused() => Assert.That(
        () => Write(Tiny.Network(5), new float[7]), Throws.ArgumentException.With.Message.Contains("floats, but the span has 7"));

    /// <summary>Moves every parameter, so that no scale stays 1 and no shift 0.</summary>
    private static void Scatter(Network network, Span<float> parameters)
    {
        var random = new Random(1);
        foreach (var tensor in network.Parameters)
            foreach (ref var parameter in parameters.Slice(tensor.Offset, tensor.Length))
                parameter += 0.1f * (random.NextSingle() - 0.5f);
    }

    private static void GivesTheSameValues(Network network, float[] parameters)
    {
        var device = TestDevices.Open("simd");
        using var weights = device.Allocate<float>(network.BufferLength);
        weights.CopyFrom(parameters);
        using var session = Open(network, parameters);
        foreach (var n in new[] { 1, 5 })
        {
            using var pass = new NetworkPass(device, network, n, training: false);
            var input = network.ReadsFrames ? OfFrames(n) : OfNumbers(n);
            var expected = new float[n * network.Outputs];
            pass.Output.Buffer.CopyTo(expected, pass.Output.Offset);

            using var results = session.Run([input]);
            var output = results.Single().AsTensor<float>();
            Assert.That(output.Dimensions.ToArray(), Is.EqualTo(new[] { n, network.Outputs }));
            var scale = expected.Max(Math.Abs);
            Assert.That(scale, Is.GreaterThan(0));
            Assert.That(output.ToArray(), Is.EqualTo(expected).Within(Tolerance * scale));

            NamedOnnxValue OfFrames(int count)
            {
                var frames = new byte[count * network.Frames.Length];
                new Random(count).NextBytes(frames);
                using var states = device.Allocate<byte>(frames.Length);
                states.CopyFrom(frames);
                pass.Forward(states, weights);
                return NamedOnnxValue.CreateFromTensor(
                    "frames", new DenseTensor<byte>(frames, [count, network.Frames.C, network.Frames.H, network.Frames.W]));
            }

            NamedOnnxValue OfNumbers(int count)
            {
                var random = new Random(count);
                var numbers = Enumerable.Range(0, count * network.Input.Length).Select(_ => random.NextSingle() - 0.5f).ToArray();
                using var samples = device.Allocate<float>(numbers.Length);
                samples.CopyFrom(numbers);
                pass.Forward(samples, weights);
                var (h, w, c) = (network.Input.H, network.Input.W, network.Input.C);
                return NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(numbers, h == 1 && w == 1 ? [count, c] : [count, h, w, c]));
            }
        }
    }

    private static string Text(Network network) => Encoding.Latin1.GetString(Write(network, new float[network.BufferLength]));

    private static byte[] Write(Network network, float[] parameters, Dictionary<string, string>? metadata = null)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, network, parameters, metadata);
        return stream.ToArray();
    }

    private static InferenceSession Open(Network network, float[] parameters, Dictionary<string, string>? metadata = null)
    {
        var file = Write(network, parameters, metadata);
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1 };
            return new(file, options);
        }
        // What a static constructor throws comes wrapped, as often as it lies in the constructor of another.
        catch (Exception exception) when (exception.GetBaseException() is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            Assert.Inconclusive($"ONNX Runtime does not run on {RuntimeInformation.RuntimeIdentifier}: {exception.GetBaseException().Message}");
            throw;
        }
    }

    private static TestCaseData Named(string name, Network network) => new TestCaseData(network).SetArgDisplayNames(name);

    /// <summary>y[..., c] = scale[c] x[..., c]: a layer that this project does not have. It has a parameter besides that only a training would need.</summary>
    private sealed class ScaledLayer : Layer
    {
        public override ActivationShape OutputShape(ActivationShape input) => input;

        // The file's shape lets ONNX's Mul spread it over [N, C, H, W].
        public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
            [ParameterTensor.Bias("scale", input.C, fanIn: 1) with { TorchShape = [input.C, 1, 1] }, ParameterTensor.Bias("of_no_use", 1, fanIn: 1)];

        public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) =>
            x with { Name = graph.Node("Mul", [x.Name, parameters[0]]) };

        public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass((SimdDevice)device, this, input, n);

        public override void ReferenceForward(ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = parameters[i % input.C] * x[i];
        }

        private sealed class Pass(SimdDevice device, ScaledLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
        {
            public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
            {
                var from = device.Memory(x);
                var scale = device.Memory(parameters);
                var to = device.Memory(Output.View);
                for (var i = 0; i < to.Length; i++)
                    to[i] = scale[i % InputShape.C] * from[i];
            }

            public override void Backward(
                DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
                bool inputIsRelu) => throw new NotSupportedException();
        }
    }

    /// <summary>A layer that does not say how it is written.</summary>
    private sealed class SilentLayer : Layer
    {
        public override ActivationShape OutputShape(ActivationShape input) => input;

        public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => throw new NotSupportedException();

        public override void ReferenceForward(ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
            throw new NotSupportedException();
    }
}
