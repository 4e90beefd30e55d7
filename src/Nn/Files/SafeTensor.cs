using System.Runtime.InteropServices;

namespace DqnGpu.Nn;

/// <summary>One named tensor of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The format's name of the element type: F32, I64, U8, ...</param>
/// <param name="Shape">Sizes, outermost first; empty: one number.</param>
/// <param name="Bytes">The elements, row-major, little-endian.</param>
public sealed record SafeTensor(string Name, string DataType, IReadOnlyList<long> Shape, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A tensor of <paramref name="values"/>.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, double, int, long or byte.</exception>
    /// <exception cref="ArgumentException">The shape does not hold as many elements as there are values.</exception>
    public static SafeTensor Create<T>(string name, IReadOnlyList<int> shape, ReadOnlySpan<T> values) where T : unmanaged
    {
        var elements = shape.Aggregate(1L, (product, size) => product * size);
        if (elements != values.Length)
            throw new ArgumentException(
                $"Tensor '{name}': the shape [{string.Join(", ", shape)}] holds {elements} elements, but {values.Length} were given.", nameof(values));
        return new(name, DataTypeOf<T>(), [.. shape.Select(size => (long)size)], MemoryMarshal.AsBytes(values).ToArray());
    }

    /// <summary>Name, type and shape: <c>layers.0.bias F32 [16]</c>.</summary>
    public override string ToString() => $"{Name} {DataType} [{string.Join(", ", Shape)}]";

    /// <summary>The format's name of <typeparamref name="T"/>.</summary>
    /// <exception cref="NotSupportedException"><typeparamref name="T"/> is not float, double, int, long or byte.</exception>
    public static string DataTypeOf<T>() =>
        typeof(T) == typeof(float) ? "F32"
        : typeof(T) == typeof(double) ? "F64"
        : typeof(T) == typeof(int) ? "I32"
        : typeof(T) == typeof(long) ? "I64"
        : typeof(T) == typeof(byte) ? "U8"
        : throw new NotSupportedException($"Tensors of {typeof(T).Name} are not written or read here; float, double, int, long and byte are.");

    /// <summary>Bytes of one element of a type of the format; 0: one that this program does not know.</summary>
    internal static int ElementSize(string dataType) => dataType switch
    {
        "F64" or "I64" or "U64" => 8,
        "F32" or "I32" or "U32" => 4,
        "F16" or "BF16" or "I16" or "U16" => 2,
        "I8" or "U8" or "BOOL" or "F8_E4M3" or "F8_E5M2" => 1,
        _ => 0,
    };
}
