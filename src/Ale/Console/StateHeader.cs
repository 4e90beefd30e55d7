using System.Buffers.Binary;

namespace DqnGpu.Ale;

/// <summary>The first bytes of a saved console: what they are, in which layout, and of which cartridge.</summary>
/// <remarks>A state is a copy of the machine's numbers as they lie in memory, so any change of a field is another version.</remarks>
internal static class StateHeader
{
    /// <summary>Its bytes: a mark, the version, the MD5.</summary>
    public const int Size = 4 + sizeof(int) + 16;

    private const int Version = 3;

    private static ReadOnlySpan<byte> Mark => "2600"u8;

    /// <summary>Writes the header of a state of a console with <paramref name="cartridge"/>.</summary>
    public static void Write(Span<byte> destination, Cartridge cartridge)
    {
        Mark.CopyTo(destination);
        BinaryPrimitives.WriteInt32LittleEndian(destination[Mark.Length..], Version);
        Convert.FromHexString(cartridge.Md5, destination[(Mark.Length + sizeof(int))..Size], out _, out _);
    }

    /// <summary>Checks that what follows can be loaded into a console with <paramref name="cartridge"/>.</summary>
    /// <exception cref="InvalidDataException">It is no state, one of another version, or one of another cartridge.</exception>
    public static void Check(ReadOnlySpan<byte> source, Cartridge cartridge)
    {
        if (!source.StartsWith(Mark))
            throw new InvalidDataException("These bytes are not the state of a console, or they were saved before states had a version.");
        var version = BinaryPrimitives.ReadInt32LittleEndian(source[Mark.Length..]);
        if (version != Version)
            throw new InvalidDataException($"This state of a console has version {version}; this program reads version {Version}.");
        var md5 = Convert.ToHexStringLower(source[(Mark.Length + sizeof(int))..Size]);
        if (md5 != cartridge.Md5)
            throw new InvalidDataException(
                $"This is a state of the cartridge with MD5 {md5}; the console holds {cartridge.Name} (MD5 {cartridge.Md5}).");
    }
}
