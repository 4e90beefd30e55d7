namespace DqnGpu.Kernels.Simd;

/// <summary>How many rows a register tile has: a type, so that the JIT compiles <see cref="MicroKernel"/> for each height.</summary>
internal interface ITileRows
{
    /// <summary>8, 6 or 4.</summary>
    static abstract int Count { get; }

    /// <summary>Whether the loop of the tile fetches <see cref="MatrixProduct.Ahead"/>.</summary>
    static virtual bool FetchesAhead => false;
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

/// <summary>The same rows, and what is needed later is fetched beside them.</summary>
internal readonly struct FetchingAhead<TRows> : ITileRows where TRows : struct, ITileRows
{
    public static int Count => TRows.Count;

    public static bool FetchesAhead => true;
}
