namespace DqnGpu.Nn;

/// <summary>One operation of an <see cref="OnnxGraph"/>.</summary>
/// <param name="Operation">ONNX's name of it: Conv, Gemm, Relu.</param>
/// <param name="Inputs">Names of what it reads, in the operation's order.</param>
/// <param name="Output">Name of what it gives.</param>
/// <param name="Attributes">Its settings.</param>
internal sealed record OnnxNode(string Operation, IReadOnlyList<string> Inputs, string Output, IReadOnlyList<OnnxAttribute> Attributes)
{
    /// <summary>The node as the file has it.</summary>
    /// <remarks><code>NodeProto  1: input, repeated, 2: output, repeated, 3: name, 4: operation, 5: AttributeProto, repeated</code></remarks>
    public ProtobufMessage ToMessage()
    {
        var message = new ProtobufMessage();
        foreach (var input in Inputs)
            message.Text(1, input);
        message.Text(2, Output).Text(3, Output).Text(4, Operation);
        foreach (var attribute in Attributes)
            message.Message(5, attribute.Message);
        return message;
    }
}
