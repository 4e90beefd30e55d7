using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Agent;

/// <summary>Writes and reads plain structs and arrays of them as their bytes (little-endian, as every machine this runs on).</summary>
public static class BinaryStructs
{
    /// <summary>Writes one value.</summary>
    public static void WriteStruct<T>(this BinaryWriter writer, in T value) where T : unmanaged =>
        writer.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Writes values; the reader knows their number.</summary>
    public static void WriteSpan<T>(this BinaryWriter writer, ReadOnlySpan<T> values) where T : unmanaged =>
        writer.Write(MemoryMarshal.AsBytes(values));

    /// <summary>Reads one value.</summary>
    /// <exception cref="EndOfStreamException">The data ends before.</exception>
    public static T ReadStruct<T>(this BinaryReader reader) where T : unmanaged
    {
        Unsafe.SkipInit(out T value);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(new Span<T>(ref value)));
        return value;
    }

    /// <summary>Fills <paramref name="values"/>.</summary>
    /// <exception cref="EndOfStreamException">The data ends before.</exception>
    public static void ReadSpan<T>(this BinaryReader reader, Span<T> values) where T : unmanaged =>
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values));
}
