using System.Numerics;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Division of non-negative ints by a number that the host knows: a multiplication and a shift instead of the 20-odd instructions of a GPU.
/// </summary>
/// <remarks>
/// With l = ceil(log2 d) and m = floor(2^(31 + l) / d) + 1:  floor(k / d) = (k m) &gt;&gt; (31 + l)  for all 0 &lt;= k &lt; 2^31
/// (Granlund and Montgomery 1994, "Division by Invariant Integers using Multiplication", theorem 4.2).
/// </remarks>
internal readonly struct Divisor
{
    private readonly uint multiplier;
    private readonly int shift;

    public Divisor(int divisor)
    {
        Value = divisor;
        var log = BitOperations.Log2((uint)divisor) + (BitOperations.IsPow2(divisor) ? 0 : 1);
        shift = 31 + log;
        multiplier = (uint)((1UL << shift) / (uint)divisor + 1);
    }

    /// <summary>The number divided by.</summary>
    public readonly int Value;

    /// <summary>floor(k / d), k not negative.</summary>
    public int Quotient(int k) => (int)(((ulong)(uint)k * multiplier) >> shift);
}
