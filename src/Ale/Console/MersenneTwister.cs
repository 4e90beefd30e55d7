using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>
/// The 32-bit Mersenne Twister, mt19937 (Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
/// pseudo-random number generator", ACM TOMACS 8(1), 1998), seeded as in the authors' 2002 initialisation.
/// A struct without references: copying it copies the whole generator.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MersenneTwister
{
    private const int N = 624;
    private const int M = 397;
    private const uint MatrixA = 0x9908B0DF;
    private const uint UpperMask = 0x80000000;
    private const uint LowerMask = 0x7FFFFFFF;

    private fixed uint _state[N];
    private int _next;

    /// <summary>Starts the sequence that belongs to <paramref name="seed"/>.</summary>
    public MersenneTwister(uint seed)
    {
        _state[0] = seed;
        for (var i = 1; i < N; i++)
            _state[i] = 1812433253u * (_state[i - 1] ^ (_state[i - 1] >> 30)) + (uint)i;
        _next = N;
    }

    /// <summary>The number of bytes that <see cref="Save"/> writes.</summary>
    public static int StateSize => sizeof(MersenneTwister);

    /// <summary>The next output, uniform over 0 .. 2^32 - 1.</summary>
    public uint Next()
    {
        if (_next >= N)
            Twist();

        var y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9D2C5680;
        y ^= (y << 15) & 0xEFC60000;
        return y ^ (y >> 18);
    }

    /// <summary>The next output divided by 2^32: uniform over [0, 1).</summary>
    public double NextDouble() => Next() * (1.0 / 4294967296.0);

    /// <summary>Writes the generator's <see cref="StateSize"/> bytes.</summary>
    public readonly void Save(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    /// <summary>Takes over a generator that <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are not a generator's state.</exception>
    public void Load(ReadOnlySpan<byte> source)
    {
        var loaded = MemoryMarshal.Read<MersenneTwister>(source);
        if (loaded._next is < 0 or > N)
            throw new InvalidDataException($"Not the state of a Mersenne Twister: its position is {loaded._next}, expected 0..{N}.");
        this = loaded;
    }

    private void Twist()
    {
        for (var i = 0; i < N; i++)
        {
            var y = (_state[i] & UpperMask) | (_state[(i + 1) % N] & LowerMask);
            _state[i] = _state[(i + M) % N] ^ (y >> 1) ^ ((y & 1) != 0 ? MatrixA : 0);
        }
        _next = 0;
    }
}
