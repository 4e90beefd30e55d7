namespace DqnGpu.Nn;

/// <summary>A named setting of an <see cref="OnnxGraph"/>'s node: the strides of a convolution, the axis of a sum.</summary>
/// <remarks>
/// <code>AttributeProto  1: name, 2: a float, 3: an integer, 8: integers, 20: type (1 float, 2 integer, 7 integers)</code>
/// </remarks>
public sealed class OnnxAttribute
{
    private const int FloatType = 1;
    private const int IntegerType = 2;
    private const int IntegersType = 7;

    private OnnxAttribute(ProtobufMessage message) => Message = message;

    /// <summary>The attribute as the file has it.</summary>
    internal ProtobufMessage Message { get; }

    /// <summary>An integer.</summary>
    public static OnnxAttribute Integer(string name, long value) => new(Named(name, IntegerType).Number(3, value));

    /// <summary>A list of integers.</summary>
    public static OnnxAttribute Integers(string name, params IReadOnlyList<long> values)
    {
        var message = Named(name, IntegersType);
        foreach (var value in values)
            message.Number(8, value);
        return new(message);
    }

    /// <summary>A float.</summary>
    public static OnnxAttribute Float(string name, float value) => new(Named(name, FloatType).Float(2, value));

    private static ProtobufMessage Named(string name, int type) => new ProtobufMessage().Text(1, name).Number(20, type);
}
