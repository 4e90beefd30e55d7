using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>How memory is read and written: constants of the kernel.</summary>
internal interface ITileLoading
{
    /// <summary>
    /// True when <see cref="IMatrixOperand.Vector"/> is used: contiguous sizes are multiples of 4, K of 8, and views are aligned to 16 bytes.
    /// </summary>
    static abstract bool Vectorized { get; }

    /// <summary>What <see cref="Store"/> needs of memory at a place that lies in the result: see <see cref="IMatrixResult.ReadVector"/>.</summary>
    static abstract Float4 Read<TResult>(ref TResult result, int row, int column) where TResult : struct, IMatrixResult;

    /// <summary>Stores elements (row, column .. column + 3), without those from <paramref name="columns"/> on.</summary>
    static abstract void Store<TResult>(ref TResult result, int row, int column, int columns, Float4 sums, Float4 read) where TResult : struct, IMatrixResult;
}

/// <summary>16 bytes at a time. The result's columns are a multiple of 4, and its views aligned.</summary>
internal struct VectorLoading : ITileLoading
{
    public static bool Vectorized => true;

    public static Float4 Read<TResult>(ref TResult result, int row, int column) where TResult : struct, IMatrixResult => result.ReadVector(row, column);

    public static void Store<TResult>(ref TResult result, int row, int column, int columns, Float4 sums, Float4 read)
        where TResult : struct, IMatrixResult =>
        result.StoreVector(row, column, sums, read);
}

/// <summary>16-byte loads, but results one by one: a last layer of 6 actions.</summary>
internal struct VectorLoadsOnly : ITileLoading
{
    public static bool Vectorized => true;

    public static Float4 Read<TResult>(ref TResult result, int row, int column) where TResult : struct, IMatrixResult => default;

    public static void Store<TResult>(ref TResult result, int row, int column, int columns, Float4 sums, Float4 read)
        where TResult : struct, IMatrixResult =>
        ElementLoading.Store(ref result, row, column, columns, sums, read);
}

/// <summary>Element by element: for odd sizes and views that are not aligned.</summary>
internal struct ElementLoading : ITileLoading
{
    public static bool Vectorized => false;

    public static Float4 Read<TResult>(ref TResult result, int row, int column) where TResult : struct, IMatrixResult => default;

    public static void Store<TResult>(ref TResult result, int row, int column, int columns, Float4 sums, Float4 read) where TResult : struct, IMatrixResult
    {
        result.Store(row, column, sums.X);
        if (column + 1 < columns)
            result.Store(row, column + 1, sums.Y);
        if (column + 2 < columns)
            result.Store(row, column + 2, sums.Z);
        if (column + 3 < columns)
            result.Store(row, column + 3, sums.W);
    }
}

/// <summary>What a lane brings of an operand in a step: up to eight vectors.</summary>
internal struct TilePiece
{
    public Float4 V0, V1, V2, V3, V4, V5, V6, V7;
}

/// <summary>The parts of the outer indices that a lane reads at.</summary>
internal struct OuterParts
{
    public OperandPart P0, P1, P2, P3, P4, P5, P6, P7;
}

/// <summary>Brings a piece of an operand, 8 k times 16 to 128 outer indices, from global memory to shared memory, over registers of a team of warps.</summary>
/// <remarks>
/// <para>The two halves, <see cref="Load"/> and <see cref="Store"/>, stand before and behind the multiplications of a step: that hides the latency.
/// Nothing between them may look at what was loaded, or the thread would wait there.</para>
/// <para>In shared memory a piece always lies as [8 k][outer], whatever its order in global memory, so that the multiplying lanes read neighbouring outer
/// indices with 16-byte loads. Who reads what, of a team of T warps with its lanes l = 0 .. 32 T - 1:</para>
/// <code>
/// contiguous in outer:  T = 1      vector i of lane l = outer indices 32 (i / 2) + 4 (l mod 8) .. + 3 at k = l / 8 + 4 (i mod 2): eight lanes read 128 bytes
///                                  (of only 16 outer indices: 4 (l mod 4) .. + 3 at k = l / 4)
///                       T = 2, 4   vector i of lane l = outer indices 16 T i + 4 (l mod 4 T) .. + 3 at k = l / (4 T)
/// contiguous in k:      vector i of lane l = k = 4 (l mod 2) .. + 3 at outer index l / 2 + 16 T i: two lanes read 32 bytes, a whole sector, of a row
/// </code>
/// </remarks>
internal static class TileStage<TOperand, TLoading, TSide>
    where TOperand : struct, IMatrixOperand
    where TLoading : struct, ITileLoading
    where TSide : struct, ITileSide
{
    /// <summary>log2 of the lanes that read along one row of outer indices.</summary>
    private static int LogLanes => TSide.LogLength == 4 ? 2 : TSide.LogTeam == 2 ? 4 : 3;

    /// <summary>log2 of the vectors of a lane.</summary>
    private static int LogVectors => TSide.LogLength - 4 - TSide.LogTeam;

    /// <summary>Outer indices that the team reads at a time where they are contiguous in k.</summary>
    private static int Step => 16 << TSide.LogTeam;

    /// <summary>Outer indices that the team reads at a time where it reads along them.</summary>
    private static int AlongStep => 4 << LogLanes;

    private static bool ReadsAlongOuter => TLoading.Vectorized && !TOperand.ContiguousInK;

    /// <summary>One warp reads four k at a time along the outer indices, so it reads each outer index twice; a team reads all eight.</summary>
    private static bool ReadsFourK => TSide.LogTeam == 0;

    /// <summary>The parts of this lane's outer indices, in the tile that begins at <paramref name="first"/>.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="lane">Of the team.</param>
    /// <param name="first">First outer index of the tile.</param>
    /// <param name="length">
    /// Outer indices of the matrix. Whole vectors are read without asking, so a tile that juts out repeats the last ones: its rows or columns beyond the
    /// matrix are computed from them, and not written.
    /// </param>
    public static OuterParts Locate(ref TOperand operand, int lane, int first, int length)
    {
        var parts = default(OuterParts);
        if (ReadsAlongOuter)
        {
            var along = first + 4 * InRow(lane);
            parts.P0 = operand.Outer(IntrinsicMath.Min(along, length - 4));
            if (ReadsFourK ? LogVectors >= 2 : LogVectors >= 1)
                parts.P1 = operand.Outer(IntrinsicMath.Min(along + AlongStep, length - 4));
            if (ReadsFourK ? LogVectors >= 3 : LogVectors >= 2)
            {
                parts.P2 = operand.Outer(IntrinsicMath.Min(along + 2 * AlongStep, length - 4));
                parts.P3 = operand.Outer(IntrinsicMath.Min(along + 3 * AlongStep, length - 4));
            }
            return parts;
        }
        var outer = first + (lane >> 1);
        parts.P0 = Outer(ref operand, outer, length);
        if (LogVectors >= 1)
            parts.P1 = Outer(ref operand, outer + Step, length);
        if (LogVectors >= 2)
        {
            parts.P2 = Outer(ref operand, outer + 2 * Step, length);
            parts.P3 = Outer(ref operand, outer + 3 * Step, length);
        }
        if (LogVectors >= 3)
        {
            parts.P4 = Outer(ref operand, outer + 4 * Step, length);
            parts.P5 = Outer(ref operand, outer + 5 * Step, length);
            parts.P6 = Outer(ref operand, outer + 6 * Step, length);
            parts.P7 = Outer(ref operand, outer + 7 * Step, length);
        }
        return parts;
    }

    /// <summary>Reads this lane's vectors of k .. k + 7. Element by element: zeros from <paramref name="kEnd"/> on and outside the matrix.</summary>
    public static TilePiece Load(ref TOperand operand, in OuterParts parts, int lane, int k, int kEnd)
    {
        var piece = default(TilePiece);
        if (ReadsAlongOuter && ReadsFourK)
        {
            var near = operand.Inner(k + (lane >> LogLanes));
            piece.V0 = Vector(ref operand, parts.P0, near);
            if (LogVectors == 0)
                return piece;
            var far = operand.Inner(k + (lane >> LogLanes) + 4);
            piece.V1 = Vector(ref operand, parts.P0, far);
            if (LogVectors >= 2)
            {
                piece.V2 = Vector(ref operand, parts.P1, near);
                piece.V3 = Vector(ref operand, parts.P1, far);
            }
            if (LogVectors >= 3)
            {
                piece.V4 = Vector(ref operand, parts.P2, near);
                piece.V5 = Vector(ref operand, parts.P2, far);
                piece.V6 = Vector(ref operand, parts.P3, near);
                piece.V7 = Vector(ref operand, parts.P3, far);
            }
            return piece;
        }
        var quad = k + 4 * (lane & 1);
        if (TLoading.Vectorized)
        {
            var inner = operand.Inner(ReadsAlongOuter ? k + (lane >> LogLanes) : quad);
            piece.V0 = Vector(ref operand, parts.P0, inner);
            if (LogVectors >= 1)
                piece.V1 = Vector(ref operand, parts.P1, inner);
            if (LogVectors >= 2)
            {
                piece.V2 = Vector(ref operand, parts.P2, inner);
                piece.V3 = Vector(ref operand, parts.P3, inner);
            }
            if (LogVectors >= 3)
            {
                piece.V4 = Vector(ref operand, parts.P4, inner);
                piece.V5 = Vector(ref operand, parts.P5, inner);
                piece.V6 = Vector(ref operand, parts.P6, inner);
                piece.V7 = Vector(ref operand, parts.P7, inner);
            }
            return piece;
        }
        piece.V0 = Elements(ref operand, parts.P0, quad, kEnd);
        if (LogVectors >= 1)
            piece.V1 = Elements(ref operand, parts.P1, quad, kEnd);
        if (LogVectors >= 2)
        {
            piece.V2 = Elements(ref operand, parts.P2, quad, kEnd);
            piece.V3 = Elements(ref operand, parts.P3, quad, kEnd);
        }
        if (LogVectors >= 3)
        {
            piece.V4 = Elements(ref operand, parts.P4, quad, kEnd);
            piece.V5 = Elements(ref operand, parts.P5, quad, kEnd);
            piece.V6 = Elements(ref operand, parts.P6, quad, kEnd);
            piece.V7 = Elements(ref operand, parts.P7, quad, kEnd);
        }
        return piece;
    }

    /// <summary>Writes the piece to <paramref name="target"/> [8 k][length + padding] of shared memory.</summary>
    public static void Store(ref TOperand operand, ArrayView<Float4> target, int lane, in TilePiece piece)
    {
        if (ReadsAlongOuter && !ReadsFourK)
        {
            var own = From(target, (lane >> LogLanes) * TSide.Stride + InRow(lane));
            own[0] = operand.Numbers(piece.V0);
            if (LogVectors >= 1)
                own[AlongStep / 4] = operand.Numbers(piece.V1);
            if (LogVectors >= 2)
            {
                own[2 * AlongStep / 4] = operand.Numbers(piece.V2);
                own[3 * AlongStep / 4] = operand.Numbers(piece.V3);
            }
            return;
        }
        if (ReadsAlongOuter)
        {
            var vectors = From(target, (lane >> LogLanes) * TSide.Stride + InRow(lane));
            vectors[0] = operand.Numbers(piece.V0);
            if (LogVectors >= 1)
                vectors[4 * TSide.Stride] = operand.Numbers(piece.V1);
            if (LogVectors >= 2)
            {
                vectors[8] = operand.Numbers(piece.V2);
                vectors[4 * TSide.Stride + 8] = operand.Numbers(piece.V3);
            }
            if (LogVectors >= 3)
            {
                vectors[16] = operand.Numbers(piece.V4);
                vectors[4 * TSide.Stride + 16] = operand.Numbers(piece.V5);
                vectors[24] = operand.Numbers(piece.V6);
                vectors[4 * TSide.Stride + 24] = operand.Numbers(piece.V7);
            }
            return;
        }
        var elements = From(target.Cast<float>(), (lane & 1) * 16 * TSide.Stride + (lane >> 1));
        StoreQuad(ref operand, elements, 0, piece.V0);
        if (LogVectors >= 1)
            StoreQuad(ref operand, elements, Step, piece.V1);
        if (LogVectors >= 2)
        {
            StoreQuad(ref operand, elements, 2 * Step, piece.V2);
            StoreQuad(ref operand, elements, 3 * Step, piece.V3);
        }
        if (LogVectors >= 3)
        {
            StoreQuad(ref operand, elements, 4 * Step, piece.V4);
            StoreQuad(ref operand, elements, 5 * Step, piece.V5);
            StoreQuad(ref operand, elements, 6 * Step, piece.V6);
            StoreQuad(ref operand, elements, 7 * Step, piece.V7);
        }
    }

    /// <summary>This lane's place among those that read along one row.</summary>
    private static int InRow(int lane) => lane & ((1 << LogLanes) - 1);

    /// <summary>The view from an element on: an address in a register, to which constants are added for free.</summary>
    private static ArrayView<T> From<T>(ArrayView<T> view, int start) where T : unmanaged => view.SubView(start, view.Length - start);

    private static OperandPart Outer(ref TOperand operand, int outer, int length) =>
        operand.Outer(TLoading.Vectorized ? IntrinsicMath.Min(outer, length - 1) : outer);

    private static Float4 Vector(ref TOperand operand, OperandPart outer, OperandPart inner)
    {
        var offset = outer.Offset + inner.Offset;
        if (!TOperand.HasBorders)
            return operand.Vector(offset);
        var vector = default(Float4);
        if (offset >= 0 & operand.IsInside(outer, inner))
            vector = operand.Vector(offset);
        return vector;
    }

    private static Float4 Elements(ref TOperand operand, OperandPart outer, int k, int kEnd) => new(
        Element(ref operand, outer, k, kEnd),
        Element(ref operand, outer, k + 1, kEnd),
        Element(ref operand, outer, k + 2, kEnd),
        Element(ref operand, outer, k + 3, kEnd));

    private static float Element(ref TOperand operand, OperandPart outer, int k, int kEnd)
    {
        var element = 0f;
        var inner = operand.Inner(k);
        var offset = outer.Offset + inner.Offset;
        if (k < kEnd & offset >= 0 & operand.IsInside(outer, inner))
            element = operand.Element(offset);
        return element;
    }

    private static void StoreQuad(ref TOperand operand, ArrayView<float> elements, int outer, Float4 vector)
    {
        var numbers = TLoading.Vectorized ? operand.Numbers(vector) : vector;
        elements[outer] = numbers.X;
        elements[outer + 4 * TSide.Stride] = numbers.Y;
        elements[outer + 8 * TSide.Stride] = numbers.Z;
        elements[outer + 12 * TSide.Stride] = numbers.W;
    }
}
