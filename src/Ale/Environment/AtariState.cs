using System.Security.Cryptography;
using System.Text;

namespace DqnGpu.Ale;

/// <summary>
/// A saved game that says of what it is (ALE: ALEState, cloneState and restoreState), made by <see cref="AtariEnvironment.CloneState"/> and
/// <see cref="PreprocessedEnvironment.CloneState"/> and taken by their counterparts, which refuse one that is not theirs.
/// </summary>
/// <remarks>
/// Its bytes: "DQNGPUST", version (int), description, whether it includes the random generator, preprocessing or "", length and content of
/// <see cref="AtariEnvironment.SaveState"/> or <see cref="PreprocessedEnvironment.SaveState"/>, SHA-256 of all before. Numbers are little-endian, texts
/// UTF-8 behind their length (BinaryWriter).
/// </remarks>
public sealed class AtariState
{
    /// <summary>Version of the bytes.</summary>
    public const int FormatVersion = 1;

    private static readonly byte[] Magic = "DQNGPUST"u8.ToArray();

    private readonly byte[] _content;

    internal AtariState(AtariStateDescription description, bool includesRandom, string? preprocessing, byte[] content)
    {
        Description = description;
        IncludesRandom = includesRandom;
        Preprocessing = preprocessing;
        _content = content;
    }

    /// <summary>Cartridge, game, and where it stands.</summary>
    public AtariStateDescription Description { get; }

    /// <summary>Sticky actions after a restore are the same ones again; always true of a preprocessed game, whose no-op frames then are, too.</summary>
    public bool IncludesRandom { get; }

    /// <summary>The options of the preprocessing, as JSON; null of a game without.</summary>
    public string? Preprocessing { get; }

    /// <summary>A state of bytes that <see cref="ToBytes"/> made.</summary>
    /// <exception cref="InvalidDataException">They are of no state, of another version, damaged, or cut short.</exception>
    public static AtariState FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Magic) || bytes.Length < Magic.Length + sizeof(int) + SHA256.HashSizeInBytes)
            throw new InvalidDataException($"These {bytes.Length} bytes are no saved state of a game.");
        using var reader = new BinaryReader(new MemoryStream(bytes[..^SHA256.HashSizeInBytes].ToArray()), Encoding.UTF8);
        reader.BaseStream.Position = Magic.Length;
        int version = reader.ReadInt32();
        if (version != FormatVersion)
            throw new InvalidDataException($"This is a saved state of version {version}; expected version {FormatVersion}.");
        if (!SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
            throw new InvalidDataException($"This saved state of {bytes.Length} bytes is damaged or cut short.");
        var description = new AtariStateDescription(
            reader.ReadString(), reader.ReadString(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        bool includesRandom = reader.ReadBoolean();
        string preprocessing = reader.ReadString();
        return new(description, includesRandom, preprocessing.Length == 0 ? null : preprocessing, reader.ReadBytes(reader.ReadInt32()));
    }

    /// <summary>The state as bytes, for a file.</summary>
    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write(Magic);
        writer.Write(FormatVersion);
        writer.Write(Description.CartridgeMd5);
        writer.Write(Description.Game);
        writer.Write(Description.Mode);
        writer.Write(Description.Difficulty);
        writer.Write(Description.FrameNumber);
        writer.Write(Description.EpisodeFrameNumber);
        writer.Write(IncludesRandom);
        writer.Write(Preprocessing ?? "");
        writer.Write(_content.Length);
        writer.Write(_content);
        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>What it is of, in a line.</summary>
    public override string ToString() =>
        $"{Description.Game} (MD5 {Description.CartridgeMd5}), mode {Description.Mode}, difficulty {Description.Difficulty}, frame {Description.FrameNumber}, "
        + $"{Description.EpisodeFrameNumber} of the episode, {(IncludesRandom ? "with" : "without")} its random generator";

    /// <summary>The content, for who plays the same.</summary>
    /// <param name="here">What is played.</param>
    /// <param name="preprocessing">The options of the preprocessing there; null: none.</param>
    /// <exception cref="InvalidDataException">It is a state of something else; the message says of what.</exception>
    internal ReadOnlySpan<byte> ContentFor(AtariStateDescription here, string? preprocessing)
    {
        if (Description.Game != here.Game || Description.CartridgeMd5 != here.CartridgeMd5)
            throw new InvalidDataException(
                $"This state is of {Description.Game} (MD5 {Description.CartridgeMd5}); here {here.Game} is played (MD5 {here.CartridgeMd5}).");
        if (Preprocessing != preprocessing)
            throw new InvalidDataException(
                $"This state is of a game with {Preprocessing ?? "no preprocessing"}; here it is played with {preprocessing ?? "no preprocessing"}.");
        return _content;
    }
}

/// <summary>What a saved state is of.</summary>
/// <param name="CartridgeMd5">MD5 of the cartridge, hex.</param>
/// <param name="Game">Name of the rules that it was played by.</param>
/// <param name="Mode">The game's mode.</param>
/// <param name="Difficulty">The difficulty switches.</param>
/// <param name="FrameNumber">Frames since the cartridge was loaded, those of resets left out.</param>
/// <param name="EpisodeFrameNumber">Frames since the last reset.</param>
public sealed record AtariStateDescription(string CartridgeMd5, string Game, int Mode, int Difficulty, int FrameNumber, int EpisodeFrameNumber);
