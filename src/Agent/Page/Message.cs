using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DqnGpu.Agent;

/// <summary>A header in JSON and arrays of numbers in one run of bytes, as the page's sockets and requests carry them.</summary>
/// <remarks>
/// <code>
/// N (uint32, little-endian)   header (N bytes of UTF-8, ended with spaces)   arrays, each at a multiple of 4 bytes from the start
/// header   { ..., "arrays": { name: { "type": "u8" | "f32" | "i32", "shape": [...], "offset": bytes from the start } } }
/// </code>
/// One object serves for many messages, and allocates no new room for those that are no longer.
/// </remarks>
public sealed class Message
{
    /// <summary>What a request's answer of this kind is called in HTTP.</summary>
    public const string ContentType = "application/octet-stream";

    private const int Alignment = 4;
    private const int LongestOffset = 12; // digits, with some to spare

    private readonly List<(string Name, string Type, int[] Shape, int Start, int Length)> arrays = [];
    private readonly ArrayBufferWriter<byte> whole = new();
    private byte[] content = [];
    private int length;

    /// <summary>Begins another message.</summary>
    public Message Begin()
    {
        arrays.Clear();
        length = 0;
        return this;
    }

    /// <summary>Adds an array.</summary>
    /// <typeparam name="T">byte, float or int.</typeparam>
    /// <exception cref="ArgumentException">The values do not fit their shape.</exception>
    public Message Add<T>(string name, ReadOnlySpan<T> values, params int[] shape) where T : unmanaged
    {
        if (shape.Aggregate(1L, (product, size) => product * size) != values.Length)
            throw new ArgumentException($"{name} has {values.Length} elements, which are not [{string.Join(", ", shape)}].", nameof(values));
        var bytes = MemoryMarshal.AsBytes(values);
        var type = typeof(T) == typeof(byte) ? "u8" : typeof(T) == typeof(float) ? "f32" : typeof(T) == typeof(int) ? "i32" : throw new NotSupportedException(typeof(T).Name);
        arrays.Add((name, type, shape, length, bytes.Length));
        var end = (length + bytes.Length + Alignment - 1) / Alignment * Alignment;
        if (end > content.Length)
            Array.Resize(ref content, Math.Max(end, 2 * content.Length));
        bytes.CopyTo(content.AsSpan(length));
        length = end;
        return this;
    }

    /// <summary>Ends the message; the bytes are valid until the next <see cref="Begin"/>.</summary>
    /// <param name="header">An object of JSON.</param>
    public ReadOnlyMemory<byte> End(object header)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(header, PageJson.Options);
        var room = json.Length + 64 + arrays.Sum(array => array.Name.Length + 64 + (array.Shape.Length + 1) * LongestOffset);
        var headerLength = (sizeof(uint) + room + Alignment - 1) / Alignment * Alignment - sizeof(uint);
        whole.ResetWrittenCount();
        whole.GetSpan(sizeof(uint) + headerLength + length);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.GetSpan(sizeof(uint)), (uint)headerLength);
        whole.Advance(sizeof(uint));
        whole.Write(json.AsSpan(0, json.Length - 1));
        whole.Write(json.Length > 2 ? ",\"arrays\":"u8 : "\"arrays\":"u8);
        var start = sizeof(uint) + headerLength;
        whole.Write(JsonSerializer.SerializeToUtf8Bytes(
            arrays.ToDictionary(array => array.Name, array => new { type = array.Type, shape = array.Shape, offset = start + array.Start })));
        whole.Write("}"u8);
        var padding = start - whole.WrittenCount;
        whole.GetSpan(padding)[..padding].Fill((byte)' ');
        whole.Advance(padding);
        whole.Write(content.AsSpan(0, length));
        return whole.WrittenMemory;
    }
}
