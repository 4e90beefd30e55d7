using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DqnGpu.Agent.Tests;

/// <summary>The other side of <see cref="Message"/>: reads one by what is written about it, as a page does.</summary>
internal sealed class ReceivedMessage
{
    private readonly byte[] bytes;

    public ReceivedMessage(byte[] bytes)
    {
        this.bytes = bytes;
        HeaderLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        Header = JsonSerializer.Deserialize<JsonElement>(bytes.AsSpan(4, HeaderLength));
    }

    public int HeaderLength { get; }

    public JsonElement Header { get; }

    public JsonElement this[string name] => Header.GetProperty(name);

    public IEnumerable<string> Arrays => Header.GetProperty("arrays").EnumerateObject().Select(array => array.Name);

    public int Offset(string array) => Described(array).GetProperty("offset").GetInt32();

    public int[] Shape(string array) => [.. Described(array).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    public byte[] Bytes(string array) => Read<byte>(array, "u8");

    public float[] Floats(string array) => Read<float>(array, "f32");

    public int[] Integers(string array) => Read<int>(array, "i32");

    private JsonElement Described(string array) => Header.GetProperty("arrays").GetProperty(array);

    private T[] Read<T>(string array, string type) where T : unmanaged
    {
        var told = Described(array).GetProperty("type").GetString();
        if (told != type)
            throw new InvalidDataException($"{array} is {told}, not {type}.");
        var length = Shape(array).Aggregate(1, (product, size) => product * size);
        return MemoryMarshal.Cast<byte, T>(bytes.AsSpan(Offset(array)))[..length].ToArray();
    }
}
