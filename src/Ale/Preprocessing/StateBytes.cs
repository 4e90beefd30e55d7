using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>Writes values one after another into the bytes of a saved state; without a destination it only counts them.</summary>
internal ref struct StateWriter
{
    private readonly Span<byte> _destination;
    private readonly bool _counting;

    /// <summary>A writer into <paramref name="destination"/>.</summary>
    public StateWriter(Span<byte> destination) => _destination = destination;

    private StateWriter(bool counting) => _counting = counting;

    /// <summary>A writer that only counts.</summary>
    public static StateWriter Counting => new(counting: true);

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>Writes a value.</summary>
    public void Write<T>(in T value)
        where T : unmanaged
    {
        if (!_counting)
            MemoryMarshal.Write(_destination[Length..], in value);
        Length += Unsafe.SizeOf<T>();
    }

    /// <summary>Writes bytes; the reader knows their number.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (!_counting)
            bytes.CopyTo(_destination[Length..]);
        Length += bytes.Length;
    }

    /// <summary>Room for bytes that are written in place; empty where they are only counted.</summary>
    public Span<byte> Take(int length)
    {
        Length += length;
        return _counting ? [] : _destination.Slice(Length - length, length);
    }

    /// <summary>Writes the game with its random generator.</summary>
    public void Write(IAtariGame game)
    {
        int size = game.StateSize(includeRandom: true);
        if (!_counting)
            game.SaveState(_destination.Slice(Length, size), includeRandom: true);
        Length += size;
    }
}

/// <summary>Reads what a <see cref="StateWriter"/> wrote, in the same order.</summary>
internal ref struct StateReader(ReadOnlySpan<byte> source)
{
    private ReadOnlySpan<byte> _rest = source;

    /// <summary>Reads a value.</summary>
    public T Read<T>()
        where T : unmanaged
    {
        var value = MemoryMarshal.Read<T>(_rest);
        _rest = _rest[Unsafe.SizeOf<T>()..];
        return value;
    }

    /// <summary>Reads as many bytes as <paramref name="bytes"/> holds.</summary>
    public void Read(Span<byte> bytes)
    {
        _rest[..bytes.Length].CopyTo(bytes);
        _rest = _rest[bytes.Length..];
    }

    /// <summary>The next <paramref name="length"/> bytes, where they lie.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    /// <summary>Restores the game with its random generator.</summary>
    public void Read(IAtariGame game)
    {
        int size = game.StateSize(includeRandom: true);
        game.LoadState(_rest[..size], includeRandom: true);
        _rest = _rest[size..];
    }
}
