namespace DqnGpu.Nn;

/// <summary>A network with its parameters as an ONNX file, which other programs run without this one.</summary>
/// <remarks>
/// <para>
/// The model of a network of frames reads <c>frames</c>, bytes [N, C, H, W], and gives <c>q</c>, floats [N, A]; that of a network of numbers reads
/// <c>x</c>, floats [N, H, W, C] as everywhere here, [N, F] where a sample is a vector, and gives <c>y</c>, floats [N, O]. N is free. The weights have the
/// names and the layouts of <see cref="Weights"/>. With onnxruntime, in Python:
/// </para>
/// <code>
/// [q] = onnxruntime.InferenceSession("pong.onnx").run(["q"], {"frames": frames})          # frames: numpy.uint8 [N, 4, 84, 84]
/// </code>
/// <para>
/// The format is a protocol-buffer message (https://github.com/onnx/onnx, onnx/onnx.proto); every class here says which fields it writes:
/// </para>
/// <code>
/// ModelProto          1: version of the format, 2: producer, 7: GraphProto, 8: OperatorSetIdProto, 14: StringStringEntryProto, repeated
/// OperatorSetIdProto  1: domain, empty for ONNX's own operations, 2: version
/// StringStringEntry   1: key, 2: value
/// ValueInfoProto      1: name, 2: TypeProto, 3: description       TypeProto  1: Tensor       Tensor  1: element type, 2: TensorShapeProto
/// TensorShapeProto    1: Dimension, repeated                      Dimension  1: size, or 2: name of a size that is free
/// </code>
/// </remarks>
public static class OnnxFile
{
    /// <summary>Name of the input of a network that reads frames.</summary>
    public const string Frames = "frames";

    /// <summary>Name of the output of a network that reads frames.</summary>
    public const string Q = "q";

    /// <summary>Name of the input of a network that reads numbers.</summary>
    public const string X = "x";

    /// <summary>Name of the output of a network that reads numbers.</summary>
    public const string Y = "y";

    /// <summary>Version of the format: 8 of 2021, that of opset <see cref="OnnxGraph.Opset"/>.</summary>
    private const int FormatVersion = 8;

    private const float White = 255;

    /// <summary>Writes a network.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="network">The network.</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="metadata">Free text that goes with it: the game, the names of the actions.</param>
    /// <exception cref="ArgumentException">There are not as many parameters as the network has.</exception>
    /// <exception cref="NotSupportedException">A layer does not say which nodes compute it; the message names it.</exception>
    public static void Write(
        Stream stream, Network network, ReadOnlySpan<float> parameters, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (parameters.Length != network.BufferLength)
            throw new ArgumentException(
                $"The parameters of this network take {network.BufferLength} floats, but the span has {parameters.Length}.", nameof(parameters));
        var graph = new OnnxGraph();
        foreach (var tensor in network.Parameters)
        {
            var torch = new float[tensor.Length];
            tensor.ToTorch(parameters.Slice(tensor.Offset, tensor.Length), torch);
            graph.Add(OnnxTensor.Of(tensor.Name, tensor.TorchShape, torch));
        }

        var (x, input) = network.ReadsFrames ? OfFrames(graph, network.Frames) : OfNumbers(graph, network.Input);
        var tensors = 0;
        foreach (var placed in network.Layers)
        {
            var own = placed.Layer.Parameters(placed.Input).Count;
            x = placed.Layer.ToOnnx(graph, x, [.. network.Parameters.Skip(tensors).Take(own).Select(tensor => tensor.Name)]);
            tensors += own;
        }
        var output = network.ReadsFrames ? Q : Y;
        graph.NameOutput(graph.AsVector(x), output);

        var meaning = network.ReadsFrames ? "The value of each action in each state." : "What comes out for each sample.";
        var model = new ProtobufMessage()
            .Number(1, FormatVersion)
            .Text(2, "DqnGpu")
            .Message(7, graph.ToMessage("network", input, Value(output, OnnxTensor.FloatType, meaning, network.Outputs)))
            .Message(8, new ProtobufMessage().Text(1, "").Number(2, OnnxGraph.Opset));
        foreach (var (key, value) in metadata ?? new Dictionary<string, string>())
            model.Message(14, new ProtobufMessage().Text(1, key).Text(2, value));
        stream.Write(model.ToArray());
    }

    private static (OnnxValue X, ProtobufMessage Input) OfFrames(OnnxGraph graph, FrameShape frames)
    {
        var pixels = graph.Node("Cast", [Frames], OnnxAttribute.Integer("to", OnnxTensor.FloatType));
        return (
            new(graph.Node("Div", [pixels, graph.Constant([], White)]), frames.Activations, IsVector: false),
            Value(Frames, OnnxTensor.ByteType, "Stacks of gray frames, 0 to 255, oldest frame first.", frames.C, frames.H, frames.W));
    }

    private static (OnnxValue X, ProtobufMessage Input) OfNumbers(OnnxGraph graph, ActivationShape sample) => sample is { H: 1, W: 1 }
        ? (new(X, sample, IsVector: true), Value(X, OnnxTensor.FloatType, "Samples.", sample.C))
        : (new(graph.Node("Transpose", [X], OnnxAttribute.Integers("perm", 0, 3, 1, 2)), sample, IsVector: false),
           Value(X, OnnxTensor.FloatType, "Samples, channels last.", sample.H, sample.W, sample.C));

    private static ProtobufMessage Value(string name, int type, string description, params ReadOnlySpan<int> sample)
    {
        var shape = new ProtobufMessage().Message(1, new ProtobufMessage().Text(2, "N"));
        foreach (var size in sample)
            shape.Message(1, new ProtobufMessage().Number(1, size));
        var tensor = new ProtobufMessage().Number(1, type).Message(2, shape);
        return new ProtobufMessage().Text(1, name).Message(2, new ProtobufMessage().Message(1, tensor)).Text(3, description);
    }
}
