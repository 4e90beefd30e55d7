using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>How a warp brings a 32 x 8 piece of an operand to its registers and from there to shared memory.</summary>
/// <remarks>
/// In shared memory a piece always lies as [8 k][32 outer], whatever its order in global memory, so that the multiplying threads read
/// neighbouring outer indices with 16-byte loads.
/// </remarks>
internal interface ITileLoading
{
    /// <summary>True when <see cref="IMatrixOperand.Vector"/> is used: sizes are multiples of 4 and views aligned to 16 bytes.</summary>
    static abstract bool Vectorized { get; }
}

/// <summary>16-byte loads.</summary>
internal struct VectorLoading : ITileLoading
{
    public static bool Vectorized => true;
}

/// <summary>Element by element: for sizes that are no multiple of 4 and views that are not aligned.</summary>
internal struct ElementLoading : ITileLoading
{
    public static bool Vectorized => false;
}

/// <summary>Eight elements of an operand on their way through one thread's registers.</summary>
internal struct TilePiece
{
    public Float4 First;
    public Float4 Second;
}

/// <summary>
/// The two halves of bringing a piece of an operand into shared memory. Between them the thread multiplies: that hides the latency.
/// </summary>
internal static class TileStage
{
    /// <summary>The outer index (relative to the tile) that this lane of the warp reads.</summary>
    public static int OuterOfLane<TOperand, TLoading>(int lane)
        where TOperand : struct, IMatrixOperand
        where TLoading : struct, ITileLoading =>
        TLoading.Vectorized && !TOperand.ContiguousInK ? 4 * (lane % 8) : lane;

    /// <summary>Reads this lane's eight elements of k = k0 .. k0+7; zeros from <paramref name="kEnd"/> on and outside the matrix.</summary>
    public static TilePiece Load<TOperand, TLoading>(ref TOperand operand, OperandPosition position, int lane, int k0, int kEnd)
        where TOperand : struct, IMatrixOperand
        where TLoading : struct, ITileLoading
    {
        var piece = default(TilePiece);
        if (position.Offset < 0)
            return piece;
        if (TLoading.Vectorized)
        {
            var first = TOperand.ContiguousInK ? k0 : k0 + lane / 8;
            if (first < kEnd)
                piece.First = operand.Vector(position, first);
            if (first + 4 < kEnd)
                piece.Second = operand.Vector(position, first + 4);
            return piece;
        }
        if (k0 < kEnd)
            piece.First.X = operand.Element(position, k0);
        if (k0 + 1 < kEnd)
            piece.First.Y = operand.Element(position, k0 + 1);
        if (k0 + 2 < kEnd)
            piece.First.Z = operand.Element(position, k0 + 2);
        if (k0 + 3 < kEnd)
            piece.First.W = operand.Element(position, k0 + 3);
        if (k0 + 4 < kEnd)
            piece.Second.X = operand.Element(position, k0 + 4);
        if (k0 + 5 < kEnd)
            piece.Second.Y = operand.Element(position, k0 + 5);
        if (k0 + 6 < kEnd)
            piece.Second.Z = operand.Element(position, k0 + 6);
        if (k0 + 7 < kEnd)
            piece.Second.W = operand.Element(position, k0 + 7);
        return piece;
    }

    /// <summary>Writes the piece to <paramref name="tile"/> [8 k][32 outer] of shared memory.</summary>
    public static void Store<TOperand, TLoading>(ArrayView<Float4> tile, int lane, TilePiece piece)
        where TOperand : struct, IMatrixOperand
        where TLoading : struct, ITileLoading
    {
        if (TLoading.Vectorized && !TOperand.ContiguousInK)
        {
            // Lane = (k, four outer): two rows of k are 4 * 8 vectors apart. 32 lanes write 512 contiguous bytes.
            tile[lane] = piece.First;
            tile[lane + 32] = piece.Second;
            return;
        }
        // Lane = outer: each of the eight stores writes 32 neighbouring floats, one per bank.
        var elements = tile.Cast<float>();
        elements[lane] = piece.First.X;
        elements[lane + 32] = piece.First.Y;
        elements[lane + 64] = piece.First.Z;
        elements[lane + 96] = piece.First.W;
        elements[lane + 128] = piece.Second.X;
        elements[lane + 160] = piece.Second.Y;
        elements[lane + 192] = piece.Second.Z;
        elements[lane + 224] = piece.Second.W;
    }
}
