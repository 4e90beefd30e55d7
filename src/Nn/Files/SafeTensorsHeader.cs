using System.Text.Json;
using System.Text.Unicode;

namespace DqnGpu.Nn;

/// <summary>What the header of a safetensors file says of one tensor.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DataType">The format's name of the element type; perhaps one that came after this program.</param>
/// <param name="Shape">Sizes, outermost first.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">One behind the last byte.</param>
internal sealed record SafeTensorEntry(string Name, string DataType, long[] Shape, long Begin, long End);

/// <summary>The JSON in front of a safetensors file.</summary>
internal static class SafeTensorsHeader
{
    private const int Alignment = 8;
    private const string MetadataKey = "__metadata__";

    /// <summary>The header of tensors that lie one behind the other, filled up with spaces to a multiple of 8 bytes.</summary>
    public static byte[] Write(SafeTensor[] tensors, IReadOnlyDictionary<string, string>? metadata)
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

    /// <summary>Reads a header.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="header">Its JSON.</param>
    /// <exception cref="InvalidDataException">It is none; the message names the tensor and what was expected.</exception>
    public static (IReadOnlyList<SafeTensorEntry> Entries, IReadOnlyDictionary<string, string> Metadata) Read(string path, ReadOnlyMemory<byte> header)
    {
        if (!Utf8.IsValid(header.Span))
            throw SafeTensors.Invalid(path, "the header is not UTF-8");
        try
        {
            using var document = JsonDocument.Parse(header);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw SafeTensors.Invalid(path, "the header is JSON, but no object");
            var entries = new List<SafeTensorEntry>();
            var metadata = new Dictionary<string, string>();
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey)
                    ReadMetadata(path, property.Value, metadata);
                else
                    entries.Add(ReadEntry(path, property.Name, property.Value));
            }
            return (entries, metadata);
        }
        catch (JsonException error)
        {
            throw SafeTensors.Invalid(path, $"the header is not JSON ({error.Message})");
        }
        catch (InvalidOperationException)
        {
            // What kind of value an element is has been asked before; this is what a text says that JSON allows and Unicode does not.
            throw SafeTensors.Invalid(path, "a text in the header has half of a surrogate pair, which is no character");
        }
    }

    // Other programs are not as strict as the format, which has text alone: a number here would be a pity to lose all weights for.
    private static void ReadMetadata(string path, JsonElement value, Dictionary<string, string> metadata)
    {
        if (value.ValueKind == JsonValueKind.Null)
            return;
        if (value.ValueKind != JsonValueKind.Object)
            throw SafeTensors.Invalid(path, $"its {MetadataKey} is {Clip(value)}, but an object of texts is expected");
        foreach (var entry in value.EnumerateObject())
            if (entry.Value.ValueKind != JsonValueKind.Null)
                metadata[entry.Name] = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : entry.Value.GetRawText();
    }

    private static SafeTensorEntry ReadEntry(string path, string name, JsonElement value)
    {
        if (Text(value, "dtype") is not { } dataType || Numbers(value, "shape") is not { } shape || Numbers(value, "data_offsets") is not [var begin, var end])
            throw SafeTensors.Invalid(path, $"tensor '{name}' is {Clip(value)}, but an object of dtype, shape and two data_offsets is expected");
        if (begin < 0 || end < begin || shape.Any(size => size < 0))
            throw SafeTensors.Invalid(path, $"tensor '{name}' has the impossible data_offsets [{begin}, {end}] or shape [{string.Join(", ", shape)}]");
        // Of a type that this program does not know it can still pass over the bytes.
        if (SafeTensor.ElementSize(dataType) is not 0 and var elementSize)
        {
            var expected = shape.Contains(0) ? 0 : shape.Aggregate((double)elementSize, (product, size) => product * size);
            if (expected != end - begin)
                throw SafeTensors.Invalid(
                    path,
                    $"tensor '{name}' of {dataType} [{string.Join(", ", shape)}] takes {expected:0} bytes, but its data_offsets [{begin}, {end}] hold {end - begin}");
        }
        return new(name, dataType, shape, begin, end);
    }

    private static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static long[]? Numbers(JsonElement entry, string name)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new List<long>();
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out var number))
                return null;
            numbers.Add(number);
        }
        return [.. numbers];
    }

    /// <summary>The beginning of a value as it stands in the file.</summary>
    private static string Clip(JsonElement value)
    {
        const int Longest = 60;
        var text = value.GetRawText().ReplaceLineEndings(" ");
        return text.Length > Longest ? text[..Longest] + "..." : text;
    }
}
