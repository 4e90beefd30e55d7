using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace DqnGpu.Nn;

/// <summary>
/// A safetensors file: named tensors, as PyTorch's <c>safetensors.torch.load_file</c> reads and <c>save_file</c> writes them.
/// </summary>
/// <remarks>
/// <para>The format (https://github.com/huggingface/safetensors, "Format"):</para>
/// <code>
/// 8 bytes   L, the length of the header, unsigned little-endian
/// L bytes   JSON {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [begin, end]}, ..., "__metadata__": {"key": "value"}},
///           filled up with spaces so that the data start at a multiple of 8
/// the rest  the elements of all tensors, offsets counted from here, without gaps or overlaps
/// </code>
/// </remarks>
public sealed class SafeTensors
{
    private const int LengthBytes = 8;
    private const int Alignment = 8;
    private const long LongestHeader = 100_000_000;
    private const string MetadataKey = "__metadata__";

    private readonly Dictionary<string, (SafeTensor Tensor, long FileOffset)> tensors;

    private SafeTensors(string path, Dictionary<string, (SafeTensor Tensor, long FileOffset)> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        this.tensors = tensors;
        Metadata = metadata;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Free text that goes with the tensors.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Names of all tensors, in the order of their data.</summary>
    public IEnumerable<string> Names => tensors.OrderBy(entry => entry.Value.FileOffset).Select(entry => entry.Key);

    /// <summary>Writes a file, atomically: a crash leaves the old file whole.</summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Tensors with names of their own.</param>
    /// <param name="metadata">Free text that goes with them.</param>
    /// <exception cref="ArgumentException">Two tensors have one name.</exception>
    public static void Write(string path, IReadOnlyList<SafeTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        // Wide elements first keeps every tensor aligned to its element, as the format's own writer does.
        var ordered = tensors.OrderByDescending(tensor => SafeTensor.ElementSize(tensor.DataType)).ToArray();
        if (ordered.GroupBy(tensor => tensor.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two tensors have the name '{twice.Key}'.", nameof(tensors));
        var header = Header(ordered, metadata);
        AtomicFile.Write(path, stream =>
        {
            Span<byte> length = stackalloc byte[LengthBytes];
            BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
            stream.Write(length);
            stream.Write(header);
            foreach (var tensor in ordered)
                stream.Write(tensor.Bytes.Span);
        });
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no whole safetensors file; the message names the tensor, the offset, and what was
    /// expected.</exception>
    public static SafeTensors Read(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no weights file '{path}'.", path);
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < LengthBytes)
            throw Invalid(path, $"it has {bytes.Length} bytes, but the length of the header alone takes {LengthBytes}");
        var headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        if (headerLength > LongestHeader)
            throw Invalid(path, $"at offset 0 it announces a header of {headerLength} bytes; at most {LongestHeader} are allowed, so it is of another format");
        if ((long)headerLength > bytes.Length - LengthBytes)
            throw Invalid(path, $"it is cut off: the header ends at offset {LengthBytes + (long)headerLength}, but the file at {bytes.Length}");

        var dataOffset = LengthBytes + (int)headerLength;
        var tensors = new Dictionary<string, (SafeTensor, long)>();
        var metadata = new Dictionary<string, string>();
        foreach (var property in ParseHeader(path, bytes.AsMemory(LengthBytes, (int)headerLength)).EnumerateObject())
        {
            if (property.Name == MetadataKey)
            {
                foreach (var entry in property.Value.EnumerateObject())
                    metadata[entry.Name] = entry.Value.GetString() ?? "";
                continue;
            }

            var entryHeader = ReadEntry(path, property);
            var begin = dataOffset + entryHeader.Begin;
            var end = dataOffset + entryHeader.End;
            if (end > bytes.Length)
                throw Invalid(path, $"it is cut off: tensor '{property.Name}' lies at offsets {begin}..{end}, but the file ends at {bytes.Length}");
            var data = bytes.AsMemory((int)begin, (int)(end - begin));
            tensors[property.Name] = (new(property.Name, entryHeader.DataType, entryHeader.Shape, data), begin);
        }

        CheckCoverage(path, tensors.Values, dataOffset, bytes.Length);
        return new(path, tensors, metadata);
    }

    /// <summary>True when the file holds a tensor of that name.</summary>
    public bool Contains(string name) => tensors.ContainsKey(name);

    /// <summary>The elements of a tensor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that the caller expects.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its type or shape is another; the message names both.</exception>
    public ReadOnlySpan<T> Values<T>(string name, IReadOnlyList<int> shape) where T : unmanaged
    {
        if (!tensors.TryGetValue(name, out var found))
            throw Invalid(Path, $"it has no tensor '{name}'. It has: {string.Join(", ", Names)}");
        var (tensor, offset) = found;
        if (tensor.DataType != SafeTensor.DataTypeOf<T>())
            throw Invalid(Path, $"tensor '{name}' at offset {offset} is of type {tensor.DataType}, but {SafeTensor.DataTypeOf<T>()} is expected");
        if (!tensor.Shape.SequenceEqual(shape.Select(size => (long)size)))
            throw Invalid(
                Path,
                $"tensor '{name}' at offset {offset} has the shape [{string.Join(", ", tensor.Shape)}], but [{string.Join(", ", shape)}] is expected");
        return MemoryMarshal.Cast<byte, T>(tensor.Bytes.Span);
    }

    private static byte[] Header(SafeTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata)
                    json.WriteString(key, value);
                json.WriteEndObject();
            }

            var offset = 0L;
            foreach (var tensor in tensors)
            {
                json.WriteStartObject(tensor.Name);
                json.WriteString("dtype", tensor.DataType);
                json.WriteStartArray("shape");
                foreach (var size in tensor.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Bytes.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (memory.Length % Alignment != 0)
            memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    private static JsonElement ParseHeader(string path, ReadOnlyMemory<byte> header)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Invalid(path, $"the header at offset {LengthBytes} is JSON, but no object");
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"the header at offset {LengthBytes} is not JSON ({e.Message})");
        }
    }

    private static (string DataType, long[] Shape, long Begin, long End) ReadEntry(string path, JsonProperty property)
    {
        string dataType;
        long[] shape;
        long[] offsets;
        try
        {
            dataType = property.Value.GetProperty("dtype").GetString() ?? "";
            shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Invalid(path, $"tensor '{property.Name}' is not described by dtype, shape and data_offsets");
        }

        var elementSize = SafeTensor.ElementSize(dataType);
        if (elementSize == 0)
            throw Invalid(path, $"tensor '{property.Name}' is of the unknown type '{dataType}'");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || shape.Any(size => size < 0))
            throw Invalid(path, $"tensor '{property.Name}' has the impossible data_offsets [{string.Join(", ", offsets)}] or shape [{string.Join(", ", shape)}]");
        var expected = shape.Aggregate((Int128)elementSize, (product, size) => product * size);
        if (expected != offsets[1] - offsets[0])
            throw Invalid(
                path,
                $"tensor '{property.Name}' of {dataType} [{string.Join(", ", shape)}] takes {expected} bytes, but its data_offsets " +
                $"[{offsets[0]}, {offsets[1]}] hold {offsets[1] - offsets[0]}");
        return (dataType, shape, offsets[0], offsets[1]);
    }

    private static void CheckCoverage(string path, IEnumerable<(SafeTensor Tensor, long FileOffset)> tensors, long dataOffset, long fileLength)
    {
        var position = dataOffset;
        foreach (var (tensor, offset) in tensors.OrderBy(entry => entry.FileOffset).ThenBy(entry => entry.Tensor.Bytes.Length))
        {
            if (offset != position)
                throw Invalid(path, $"tensor '{tensor.Name}' begins at offset {offset}, but the one before it ends at {position}");
            position += tensor.Bytes.Length;
        }

        if (position != fileLength)
            throw Invalid(path, $"the last tensor ends at offset {position}, but the file at {fileLength}");
    }

    private static InvalidDataException Invalid(string path, string what) => new($"'{path}' cannot be read as safetensors: {what}.");
}
