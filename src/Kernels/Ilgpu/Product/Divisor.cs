using System.Numerics;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// Division of non-negative ints by a number that the host knows: a multiplication and two shifts instead of the 20-odd instructions of a GPU.
/// </summary>
/// <remarks>
/// With l = ceil(log2 d) and m = floor(2^(31 + l) / d) + 1:  floor(k / d) = (k m) &gt;&gt; (31 + l)  for all 0 &lt;= k &lt; 2^31
/// (Granlund and Montgomery 1994, "Division by Invariant Integers using Multiplication", theorem 4.2). Computed as (2k m) &gt;&gt; 32 &gt;&gt; l: the upper half of
/// a 64-bit product is a register of its own, so the first shift costs nothing.
/// </remarks>
internal readonly struct Divisor
{
    private readonly uint multiplier;
    private readonly int shift;

    public Divisor(int divisor)
    {
        Value = divisor;
        shift = BitOperations.Log2((uint)divisor) + (BitOperations.IsPow2(divisor) ? 0 : 1);
        multiplier = (uint)((1UL << (31 + shift)) / (uint)divisor + 1);
    }

    /// <summary>The number divided by.</summary>
    public readonly int Value;

    /// <summary>floor(k / d), k not negative.</summary>
    public int Quotient(int k) => (int)((uint)(((ulong)((uint)k << 1) * multiplier) >> 32) >> shift);
}
