using System.Buffers.Binary;
using System.Runtime.InteropServices;

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
    private const long LongestHeader = 100_000_000;

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

    /// <summary>All tensors, in the order of their data.</summary>
    public IEnumerable<SafeTensor> Tensors => tensors.Values.OrderBy(entry => entry.FileOffset).Select(entry => entry.Tensor);

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => Tensors.Select(tensor => tensor.Name);

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
        var header = SafeTensorsHeader.Write(ordered, metadata);
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
    /// <exception cref="InvalidDataException">
    /// It is no whole safetensors file; the message names the tensor, the offset, and what was expected.
    /// </exception>
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
        var (entries, metadata) = SafeTensorsHeader.Read(path, bytes.AsMemory(LengthBytes, (int)headerLength));
        var tensors = new Dictionary<string, (SafeTensor, long)>();
        foreach (var entry in entries)
        {
            if (entry.End > bytes.Length - dataOffset)
                throw Invalid(
                    path,
                    $"it is cut off: tensor '{entry.Name}' lies at offsets {(Int128)dataOffset + entry.Begin}..{(Int128)dataOffset + entry.End}, but the file ends at {bytes.Length}");
            var data = bytes.AsMemory(dataOffset + (int)entry.Begin, (int)(entry.End - entry.Begin));
            if (!tensors.TryAdd(entry.Name, (new(entry.Name, entry.DataType, entry.Shape, data), dataOffset + entry.Begin)))
                throw Invalid(path, $"it has two tensors '{entry.Name}'");
        }

        CheckCoverage(path, tensors.Values, dataOffset, bytes.Length);
        return new(path, tensors, metadata);
    }

    /// <summary>True when the file holds a tensor of that name and shape, of whatever type.</summary>
    public bool Contains(string name, IReadOnlyList<int> shape) => tensors.TryGetValue(name, out var found) && HasShape(found.Tensor, shape);

    /// <summary>The elements of a tensor, in the type in which they are kept.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that the caller expects.</param>
    /// <exception cref="InvalidDataException">There is no such tensor, or its type or shape is another; the message names both.</exception>
    public ReadOnlySpan<T> Values<T>(string name, IReadOnlyList<int> shape) where T : unmanaged
    {
        var (tensor, offset) = Find(name, shape);
        if (tensor.DataType != SafeTensor.DataTypeOf<T>())
            throw Invalid(Path, $"tensor '{name}' at offset {offset} is of type {tensor.DataType}, but {SafeTensor.DataTypeOf<T>()} is expected");
        return MemoryMarshal.Cast<byte, T>(tensor.Bytes.Span);
    }

    /// <summary>The elements of a tensor of F32; or of F16 and BF16, which lose nothing by it, or F64, rounded.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">The shape that the caller expects.</param>
    /// <exception cref="InvalidDataException">
    /// There is no such tensor, its shape is another, or its type is none of these; the message names what was found and what was expected.
    /// </exception>
    public ReadOnlySpan<float> Floats(string name, IReadOnlyList<int> shape)
    {
        var (tensor, offset) = Find(name, shape);
        var bytes = tensor.Bytes.Span;
        return tensor.DataType switch
        {
            "F32" => MemoryMarshal.Cast<byte, float>(bytes),
            "F16" => Convert<Half>(bytes, half => (float)half),
            "BF16" => Convert<ushort>(bytes, bits => BitConverter.UInt32BitsToSingle((uint)bits << 16)),
            "F64" => Convert<double>(bytes, number => float.IsFinite((float)number) || !double.IsFinite(number)
                ? (float)number
                : throw Invalid(Path, $"tensor '{name}' at offset {offset} of type F64 holds {number}, which is beyond F32")),
            var other => throw Invalid(Path, $"tensor '{name}' at offset {offset} is of type {other}, but F32, F16, BF16 or F64 is expected"),
        };
    }

    private static float[] Convert<T>(ReadOnlySpan<byte> bytes, Func<T, float> convert) where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(bytes);
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = convert(values[i]);
        return floats;
    }

    private (SafeTensor Tensor, long FileOffset) Find(string name, IReadOnlyList<int> shape)
    {
        if (!tensors.TryGetValue(name, out var found))
            throw Invalid(Path, $"it has no tensor '{name}'. It has: {string.Join(", ", Names)}");
        if (!HasShape(found.Tensor, shape))
            throw Invalid(
                Path,
                $"tensor '{name}' at offset {found.FileOffset} has the shape [{string.Join(", ", found.Tensor.Shape)}], but [{string.Join(", ", shape)}] is expected");
        return found;
    }

    private static bool HasShape(SafeTensor tensor, IReadOnlyList<int> shape) => tensor.Shape.SequenceEqual(shape.Select(size => (long)size));

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

    /// <summary>A file that cannot be read, and what is wrong with it.</summary>
    internal static InvalidDataException Invalid(string path, string what) => new($"'{path}' cannot be read as safetensors: {what}.");
}
