using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A run's state in one file, which is either whole or not there.</summary>
/// <remarks>
/// <code>
/// "DQNGPUCK", version (int), game, MD5 of the cartridge, options as JSON, seconds trained,    state of the trainer,    SHA-256 of all before
/// </code>
/// <see cref="AtomicFile"/>: a process or machine that dies while it is written leaves the old one as it was.
/// </remarks>
public static class Checkpoint
{
    private const int Version = 4;
    private static readonly byte[] Magic = Encoding.ASCII.GetBytes("DQNGPUCK");

    /// <summary>What a checkpoint says of itself.</summary>
    /// <param name="Game">Name of the game.</param>
    /// <param name="CartridgeMd5">MD5 of the cartridge it was played with.</param>
    /// <param name="Options">Options of the run.</param>
    /// <param name="Elapsed">Time trained.</param>
    public sealed record Header(string Game, string CartridgeMd5, TrainingOptions Options, TimeSpan Elapsed);

    /// <summary>Writes a checkpoint.</summary>
    /// <param name="path">The file; an old one is replaced.</param>
    /// <param name="header">What it says of itself.</param>
    /// <param name="state">Writes the state.</param>
    /// <exception cref="IOException">It could not be written; the old one is as it was.</exception>
    public static void Write(string path, Header header, Action<BinaryWriter> state) => AtomicFile.Write(path, file => WriteHashed(file, header, state));

    /// <summary>Reads only what a checkpoint says of itself.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static Header ReadHeader(string path) => Read(path, _ => { });

    /// <summary>Checks a checkpoint from end to end and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="state">Reads the state.</param>
    /// <exception cref="InvalidDataException">The file is damaged, cut short, of another version or no checkpoint; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Header Read(string path, Action<BinaryReader> state)
    {
        using var file = Open(path);
        CheckHash(file, path);
        return ReadFrom(file, path, state);
    }

    /// <summary>What a checkpoint says of itself, without a look at all the rest, which may be damaged: quick, however large it is.</summary>
    /// <inheritdoc cref="Read" path="/exception"/>
    public static Header PeekHeader(string path)
    {
        using var file = Open(path);
        return ReadFrom(file, path, _ => { });
    }

    private static FileStream Open(string path)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 20);
        try
        {
            Span<byte> start = stackalloc byte[Magic.Length + sizeof(int)];
            if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Magic))
                throw new InvalidDataException($"{path} is no checkpoint of this program.");
            var version = BinaryPrimitives.ReadInt32LittleEndian(start[Magic.Length..]);
            if (version != Version)
                throw new InvalidDataException($"{path} is a checkpoint of version {version}; this program reads version {Version}.");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static Header ReadFrom(FileStream file, string path, Action<BinaryReader> state)
    {
        using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);
        file.Position = Magic.Length + sizeof(int);
        try
        {
            var header = new Header(
                reader.ReadString(), reader.ReadString(), OptionsFile.FromJson(reader.ReadString(), path), TimeSpan.FromSeconds(reader.ReadDouble()));
            state(reader);
            return header;
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException or FormatException)
        {
            throw new InvalidDataException($"{path} does not fit this run: {exception.Message}", exception);
        }
    }

    private static void CheckHash(FileStream file, string path)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[1 << 20];
        var left = file.Length - SHA256.HashSizeInBytes;
        file.Position = 0;
        while (left > 0)
        {
            var read = file.Read(chunk, 0, (int)Math.Min(chunk.Length, left));
            sha.AppendData(chunk, 0, read);
            left -= read;
        }
        var stored = new byte[SHA256.HashSizeInBytes];
        if (left < 0 || file.Read(stored) != stored.Length || !sha.GetHashAndReset().AsSpan().SequenceEqual(stored))
            throw new InvalidDataException($"{path} is damaged or cut short: its checksum does not fit.");
    }

    private static void WriteHashed(Stream file, Header header, Action<BinaryWriter> state)
    {
        using var sha = SHA256.Create();
        using (var hashing = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
        using (var writer = new BinaryWriter(hashing, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(header.Game);
            writer.Write(header.CartridgeMd5);
            writer.Write(OptionsFile.ToJson(header.Options));
            writer.Write(header.Elapsed.TotalSeconds);
            state(writer);
        }
        file.Write(sha.Hash);
    }
}
