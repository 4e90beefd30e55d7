using System.Runtime.InteropServices;

namespace DqnGpu.Nn;

/// <summary>A tensor that stands in an ONNX file: weights, or a constant.</summary>
/// <remarks>
/// <code>TensorProto  1: size of a dimension, repeated, 2: element type (1 float, 7 int64), 8: name, 9: the elements, row-major, little-endian</code>
/// </remarks>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Message">The tensor as the file has it.</param>
internal sealed record OnnxTensor(string Name, ProtobufMessage Message)
{
    /// <summary>TensorProto.DataType of a float.</summary>
    public const int FloatType = 1;

    /// <summary>TensorProto.DataType of a byte.</summary>
    public const int ByteType = 2;

    /// <summary>TensorProto.DataType of a long.</summary>
    public const int LongType = 7;

    /// <summary>A tensor of floats.</summary>
    public static OnnxTensor Of(string name, IReadOnlyList<int> shape, float[] values) => Of<float>(name, FloatType, shape, values);

    /// <summary>A list of integers.</summary>
    public static OnnxTensor Of(string name, long[] values) => Of<long>(name, LongType, [values.Length], values);

    private static OnnxTensor Of<T>(string name, int type, IReadOnlyList<int> shape, T[] values) where T : unmanaged
    {
        var message = new ProtobufMessage();
        foreach (var size in shape)
            message.Number(1, size);
        return new(name, message.Number(2, type).Text(8, name).Bytes(9, MemoryMarshal.AsBytes<T>(values).ToArray()));
    }
}
