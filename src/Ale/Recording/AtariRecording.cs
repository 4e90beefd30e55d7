using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace DqnGpu.Ale;

/// <summary>
/// A game that was played, as actions and seeds: a few bytes a second, which anybody who has the cartridge can play again to the same frames.
/// <see cref="AtariRecorder"/> makes one, <see cref="Play"/> plays it.
/// </summary>
/// <remarks>
/// The file: a line <c>DQNGPU-RECORDING 1</c>; a line of JSON (game, cartridge_md5, steps, options); deflated (RFC 1951) what was played since the cartridge
/// was loaded with these options; the SHA-256 of all before. What was played is a byte for each action: its number, 0..17 or 40; 64: a reset; 65: the cartridge is
/// loaded anew, followed by the seed (uint); 66: an action of less than full strength, followed by its number and the strength (float); 67: what the game
/// looks like then, followed by the FNV-1a (ulong) of the FNV-1a of the screen's palette indices and the 128 bytes of RAM; 68: the end. Numbers are
/// little-endian.
/// </remarks>
public sealed class AtariRecording
{
    private const string FirstWord = "DQNGPU-RECORDING";
    private const int FormatVersion = 1;

    private readonly RecordingHeader _header;
    private readonly byte[] _events;

    internal AtariRecording(RecordingHeader header, byte[] events)
    {
        _header = header;
        _events = events;
    }

    /// <summary>Name of the rules by which it was played.</summary>
    public string Game => _header.Game;

    /// <summary>MD5 of its cartridge, hex.</summary>
    public string CartridgeMd5 => _header.CartridgeMd5;

    /// <summary>How the environment was played, seed, mode and difficulty included.</summary>
    public AtariEnvironmentOptions Options => _header.Options;

    /// <summary>Actions in it, each of <see cref="AtariEnvironmentOptions.FrameSkip"/> frames.</summary>
    public long Steps => _header.Steps;

    /// <summary>Games in it: stretches of actions between resets.</summary>
    public int Games
    {
        get
        {
            var reader = new EventReader(_events);
            (int games, bool isPlayed) = (0, false);
            RecordedEvent kind;
            while ((kind = reader.Next()) != RecordedEvent.End)
            {
                games += kind == RecordedEvent.Action && !isPlayed ? 1 : 0;
                isPlayed = kind == RecordedEvent.Check ? isPlayed : kind == RecordedEvent.Action;
            }
            return games;
        }
    }

    internal ReadOnlySpan<byte> Events => _events;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is no recording, of another version, damaged, or cut short; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static AtariRecording Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a recording up to the stream's end.</summary>
    /// <param name="stream">The bytes of a file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">It is no recording, of another version, damaged, or cut short; the message names it.</exception>
    public static AtariRecording Read(Stream stream, string name)
    {
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        ReadOnlySpan<byte> bytes = copy.GetBuffer().AsSpan(0, (int)copy.Length);
        string[] words = Encoding.UTF8.GetString(TakeLine(ref bytes)).Split(' ');
        if (words is not [FirstWord, string version])
            throw new InvalidDataException($"{name} is no recording of a game: it does not begin with {FirstWord}.");
        if (version != $"{FormatVersion}")
            throw new InvalidDataException($"{name} is a recording of version {version}; expected version {FormatVersion}.");
        int hashed = (int)copy.Length - SHA256.HashSizeInBytes;
        if (hashed < 0 || !SHA256.HashData(copy.GetBuffer().AsSpan(0, hashed)).AsSpan().SequenceEqual(copy.GetBuffer().AsSpan(hashed, SHA256.HashSizeInBytes)))
            throw new InvalidDataException($"{name} is a damaged recording, or one that was cut short: its checksum is wrong.");
        try
        {
            RecordingHeader header = JsonSerializer.Deserialize(TakeLine(ref bytes), OptionsText.Default.RecordingHeader)
                ?? throw new InvalidDataException("it does not say what was played.");
            header.Options.Validate();
            copy.SetLength(hashed);
            copy.Position = hashed + SHA256.HashSizeInBytes - bytes.Length;
            using var events = new MemoryStream();
            using (var inflated = new DeflateStream(copy, CompressionMode.Decompress))
                inflated.CopyTo(events);
            var recording = new AtariRecording(header, events.ToArray());
            recording.CheckEvents();
            return recording;
        }
        catch (Exception exception) when (exception is InvalidDataException or JsonException or ArgumentException)
        {
            throw new InvalidDataException($"{name} is not as this program writes recordings: {exception.Message}", exception);
        }
    }

    /// <summary>Writes a file, which is whole or absent.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save(string path)
    {
        string beside = path + ".new";
        using (FileStream file = File.Create(beside))
            Write(file);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Writes the bytes of a file.</summary>
    public void Write(Stream stream)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.UTF8.GetBytes($"{FirstWord} {FormatVersion}\n{JsonSerializer.Serialize(_header, OptionsText.Default.RecordingHeader)}\n"));
        using (var deflated = new DeflateStream(bytes, CompressionLevel.SmallestSize, leaveOpen: true))
            deflated.Write(_events);
        bytes.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        bytes.WriteTo(stream);
    }

    /// <summary>Loads the cartridge and begins to play.</summary>
    /// <param name="cartridge">The recording's.</param>
    /// <exception cref="InvalidDataException">It is another cartridge, or the recording's game, mode or difficulty is none.</exception>
    public AtariPlayback Play(Cartridge cartridge)
    {
        if (cartridge.Md5 != CartridgeMd5)
            throw new InvalidDataException(
                $"This is a recording of {Game} with the cartridge of MD5 {CartridgeMd5}; got {cartridge.Name}, MD5 {cartridge.Md5}.");
        try
        {
            GameDefinition byMd5 = Ale.Games.OfCartridge(CartridgeMd5);
            return new(this, new AtariEnvironment(cartridge, byMd5.Name == Game ? byMd5 : Ale.Games.Find(Game), Options));
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"This recording of {Game} cannot be played: {exception.Message}", exception);
        }
    }

    private void CheckEvents()
    {
        var reader = new EventReader(_events);
        long steps = 0;
        RecordedEvent kind;
        while ((kind = reader.Next()) != RecordedEvent.End)
            if (kind == RecordedEvent.Action)
                steps++;
        if (steps != Steps || !reader.IsAtEnd)
            throw new InvalidDataException($"it holds {steps} actions{(reader.IsAtEnd ? "" : " and more")} instead of {Steps}.");
    }

    private static ReadOnlySpan<byte> TakeLine(ref ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOf((byte)'\n');
        ReadOnlySpan<byte> line = bytes[..(end < 0 ? bytes.Length : end)];
        bytes = bytes[Math.Min(bytes.Length, line.Length + 1)..];
        return line;
    }
}
