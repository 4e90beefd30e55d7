namespace DqnGpu.Nn;

/// <summary>The nodes of an ONNX file while layers add theirs; <see cref="Layer.ToOnnx"/> of a layer of your own does it with this.</summary>
/// <remarks>
/// The operations, with their inputs and attributes, are those of https://onnx.ai/onnx/operators/ as of opset <see cref="Opset"/>. For example, tanh:
/// <code>
/// public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList&lt;string&gt; parameters) =>
///     x with { Name = graph.Node("Tanh", [x.Name]) };
/// </code>
/// </remarks>
public sealed class OnnxGraph
{
    /// <summary>
    /// Version of the operations: 17 of 2022, the first with LayerNormalization. Most of what reads ONNX reads it.
    /// </summary>
    public const int Opset = 17;

    private readonly List<OnnxNode> nodes = [];
    private readonly Dictionary<string, OnnxTensor> tensors = [];

    internal OnnxGraph()
    {
    }

    /// <summary>Adds an operation.</summary>
    /// <param name="operation">ONNX's name of it.</param>
    /// <param name="inputs">Names of what it reads, in the operation's order: of values, parameters and constants.</param>
    /// <param name="attributes">Its settings; of those left out, the operation's defaults hold.</param>
    /// <returns>The name of its output.</returns>
    public string Node(string operation, IReadOnlyList<string> inputs, params IReadOnlyList<OnnxAttribute> attributes)
    {
        var output = $"{operation}_{nodes.Count}";
        nodes.Add(new(operation, inputs, output, attributes));
        return output;
    }

    /// <summary>Adds a constant of floats.</summary>
    /// <param name="shape">Sizes, outermost first; empty: one number.</param>
    /// <param name="values">The elements, row-major.</param>
    /// <returns>Its name.</returns>
    public string Constant(IReadOnlyList<int> shape, params ReadOnlySpan<float> values) =>
        Add(OnnxTensor.Of($"Constant_{tensors.Count}", shape, values.ToArray()));

    /// <summary>Adds a constant list of integers, as some operations take axes and shapes.</summary>
    /// <returns>Its name.</returns>
    public string Integers(params ReadOnlySpan<long> values) => Add(OnnxTensor.Of($"Constant_{tensors.Count}", values.ToArray()));

    /// <summary>The same values as [N, C, H, W].</summary>
    public OnnxValue AsMap(OnnxValue x) => x.IsVector
        ? x with { Name = Node("Reshape", [x.Name, Integers(-1, x.Shape.C, x.Shape.H, x.Shape.W)]), IsVector = false }
        : x;

    /// <summary>The same values as [N, C*H*W].</summary>
    public OnnxValue AsVector(OnnxValue x) => x.IsVector ? x : x with { Name = Node("Flatten", [x.Name]), IsVector = true };

    /// <summary>The same values as [N, H*W*C], channels last: in the order in which they lie on a device.</summary>
    /// <returns>The name of the output.</returns>
    public string AsStored(OnnxValue x) => x.Shape is { H: 1, W: 1 }
        ? AsVector(x).Name
        : Node("Flatten", [Node("Transpose", [AsMap(x).Name], OnnxAttribute.Integers("perm", 0, 2, 3, 1))]);

    /// <summary>max(0, x), if the layer has one.</summary>
    public OnnxValue Activate(OnnxValue x, bool relu) => relu ? x with { Name = Node("Relu", [x.Name]) } : x;

    /// <summary>W x + b of a vector.</summary>
    /// <param name="x">The input; a map is flattened.</param>
    /// <param name="weight">Name of W [outputs, features], PyTorch's layout.</param>
    /// <param name="bias">Name of b [outputs].</param>
    /// <param name="outputs">How many.</param>
    public OnnxValue Linear(OnnxValue x, string weight, string bias, int outputs) => new(
        Node("Gemm", [AsVector(x).Name, weight, bias], OnnxAttribute.Integer("transB", 1)), ActivationShape.Vector(outputs), IsVector: true);

    /// <summary>Adds a tensor that is written if a node reads it.</summary>
    internal string Add(OnnxTensor tensor)
    {
        tensors.Add(tensor.Name, tensor);
        return tensor.Name;
    }

    /// <summary>The graph as the file has it.</summary>
    /// <remarks>
    /// <code>GraphProto  1: NodeProto, repeated, 2: name, 5: TensorProto, repeated, 11: input, 12: output</code>
    /// </remarks>
    /// <param name="name">Its name.</param>
    /// <param name="input">A ValueInfoProto.</param>
    /// <param name="output">A ValueInfoProto.</param>
    internal ProtobufMessage ToMessage(string name, ProtobufMessage input, ProtobufMessage output)
    {
        var message = new ProtobufMessage();
        foreach (var node in nodes)
            message.Message(1, node.ToMessage());
        message.Text(2, name);
        var read = nodes.SelectMany(node => node.Inputs).ToHashSet();
        foreach (var tensor in tensors.Values.Where(tensor => read.Contains(tensor.Name)))
            message.Message(5, tensor.Message);
        return message.Message(11, input).Message(12, output);
    }

    /// <summary>Gives the output of the whole its name.</summary>
    internal void NameOutput(OnnxValue output, string name)
    {
        for (var i = 0; i < nodes.Count; i++)
            nodes[i] = nodes[i] with
            {
                Inputs = [.. nodes[i].Inputs.Select(Renamed)],
                Output = Renamed(nodes[i].Output),
            };

        string Renamed(string old) => old == output.Name ? name : old;
    }
}
