using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace DqnGpu.Ale;

/// <summary>The image of a game cartridge: its bytes, their MD5 and the bank switching scheme found in them. Immutable.</summary>
public sealed class Cartridge
{
    private const int SmallestImage = 4096;

    private readonly byte[] _image;
    private readonly int _size;
    private readonly ConcurrentDictionary<BankType, TranslatedProgram> _translated = [];

    private Cartridge(ReadOnlySpan<byte> bytes, string name, BankType bankType)
    {
        _size = bytes.Length;
        _image = GC.AllocateUninitializedArray<byte>(Math.Max(_size, SmallestImage), pinned: true);
        for (var start = 0; start < _image.Length; start += _size)
            bytes.CopyTo(_image.AsSpan(start));
        Name = name;
        BankType = bankType;
        Md5 = Convert.ToHexStringLower(MD5.HashData(bytes));
    }

    /// <summary>What the cartridge is called in messages; <see cref="Load"/> takes the file's name without extension.</summary>
    public string Name { get; }

    /// <summary>MD5 of all bytes, 32 lower-case hexadecimal digits: by it ALE recognises its games.</summary>
    public string Md5 { get; }

    /// <summary>How the bytes are switched into the console's window, detected as ALE does, or as given.</summary>
    public BankType BankType { get; }

    /// <summary>The image, as it lies in the file.</summary>
    public ReadOnlySpan<byte> Bytes => _image.AsSpan(0, _size);

    /// <summary>
    /// The image as consoles see it, not to be written: at least 4 KB, so 2 KB are laid out twice. The garbage collector does not move it,
    /// because consoles reach it by pointer.
    /// </summary>
    internal byte[] PinnedImage => _image;

    /// <summary>So often an instruction is interpreted before it is translated; to be set before a console takes the cartridge.</summary>
    internal int TranslateFrom { get; set; } = TranslatedProgram.UsuallyHotFrom;

    /// <summary>
    /// What has been translated of the program as seen through <paramref name="bankType"/>, shared by all consoles with this cartridge;
    /// null where nothing is to be translated.
    /// </summary>
    internal TranslatedProgram? TranslatedFor(BankType bankType) =>
        TranslatedProgram.IsOn ? _translated.GetOrAdd(bankType, _ => new TranslatedProgram(_image, TranslateFrom)) : null;

    /// <summary>Reads a cartridge from a file.</summary>
    /// <param name="path">A raw ROM image (usually *.bin or *.a26).</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The size or the bank switching scheme is not supported.</exception>
    public static Cartridge Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"No cartridge at {path}: expected a raw Atari 2600 ROM image (*.bin, *.a26).", path);
        return FromBytes(File.ReadAllBytes(path), Path.GetFileNameWithoutExtension(path));
    }

    /// <summary>Takes a cartridge from memory and detects its bank type.</summary>
    /// <exception cref="InvalidDataException">The size or the bank switching scheme is not supported.</exception>
    public static Cartridge FromBytes(ReadOnlySpan<byte> bytes, string name) =>
        new(bytes, name, BankTypeDetection.Detect(bytes, name));

    /// <summary>Takes a cartridge from memory whose bank type is known.</summary>
    /// <exception cref="InvalidDataException">The size is not one that <paramref name="bankType"/> can have.</exception>
    public static Cartridge FromBytes(ReadOnlySpan<byte> bytes, string name, BankType bankType)
    {
        if (!HasSizeOf(bankType, bytes.Length))
            throw new InvalidDataException($"{name}: {bytes.Length} bytes cannot be a cartridge of type {bankType}.");
        return new(bytes, name, bankType);
    }

    /// <summary>True if an image of <paramref name="size"/> bytes can be of type <paramref name="bankType"/>.</summary>
    internal static bool HasSizeOf(BankType bankType, int size) => bankType switch
    {
        BankType.Rom2K => size is 2048 or 4096,
        BankType.Rom4K => size is 4096 or 8192,
        BankType.F8 or BankType.F8SC or BankType.E0 or BankType.FE => size == 8192,
        BankType.F6 or BankType.F6SC => size == 16384,
        BankType.F4 or BankType.F4SC => size == 32768,
        _ => size is 10240 or 10495 or 10496,
    };
}
