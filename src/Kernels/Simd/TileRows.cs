namespace DqnGpu.Kernels.Simd;

/// <summary>How many rows a register tile has: a type, so that the JIT compiles <see cref="MicroKernel"/> for each height.</summary>
internal interface ITileRows
{
    /// <summary>8, 6 or 4.</summary>
    static abstract int Count { get; }
}

/// <summary>16 sums of two vectors: for 32 registers.</summary>
internal readonly struct EightRows : ITileRows
{
    public static int Count => 8;
}

/// <summary>12 sums of two vectors: the most that 16 registers hold.</summary>
internal readonly struct SixRows : ITileRows
{
    public static int Count => 6;
}

/// <summary>8 sums of two vectors: just enough to hide the latency of two multiply-adds a cycle, for the rows that taller tiles leave over.</summary>
internal readonly struct FourRows : ITileRows
{
    public static int Count => 4;
}
