using System.Numerics;
using System.Runtime.InteropServices;

namespace DqnGpu.Agent;

/// <summary>The generator xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021).</summary>
/// <remarks>
/// A struct of four words, so that a checkpoint saves it by copying. Streams of one run differ in their seeds; splitmix64 spreads
/// neighbouring seeds over the whole state, as the authors advise.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Xoshiro256
{
    private ulong s0, s1, s2, s3;

    /// <summary>The generator of a seed; every seed, 0 included, is a good one.</summary>
    public Xoshiro256(ulong seed)
    {
        s0 = SplitMix64(ref seed);
        s1 = SplitMix64(ref seed);
        s2 = SplitMix64(ref seed);
        s3 = SplitMix64(ref seed);
    }

    /// <summary>A seed for one of several streams of the same run.</summary>
    public static ulong StreamSeed(ulong seed, ulong stream)
    {
        var state = seed ^ (stream * 0xD1342543DE82EF95);
        return SplitMix64(ref state);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform in 0..1, 1 excluded, a multiple of 2^-53.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1ul << 53));

    /// <summary>Uniform in 0..1, 1 excluded, a multiple of 2^-24: every value is exact as a float.</summary>
    public float NextSingle() => (Next() >> 40) * (1.0f / (1 << 24));

    /// <summary>Uniform in 0..<paramref name="bound"/>-1. The bias of taking the high half of the product is below bound / 2^64.</summary>
    public long NextBelow(long bound) => (long)Math.BigMul(Next(), (ulong)bound, out _);

    private static ulong SplitMix64(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
