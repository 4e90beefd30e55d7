using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>How operands are read: a constant of the kernel.</summary>
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

/// <summary>What a lane brings of an operand in a step: one vector for every 16 outer indices, up to eight.</summary>
internal struct TilePiece
{
    public Float4 V0, V1, V2, V3, V4, V5, V6, V7;
}

/// <summary>The parts of the outer indices that a lane reads at.</summary>
internal struct OuterParts
{
    public OperandPart P0, P1, P2, P3, P4, P5, P6, P7;
}

/// <summary>Brings a piece of an operand, 8 k times 16 to 128 outer indices, from global memory to a warp's shared memory, over registers.</summary>
/// <remarks>
/// <para>The two halves, <see cref="Load"/> and <see cref="Store"/>, stand before and behind the multiplications of a step: that hides the latency.
/// Nothing between them may look at what was loaded, or the thread would wait there.</para>
/// <para>In shared memory a piece always lies as [8 k][outer], whatever its order in global memory, so that the multiplying lanes read neighbouring outer
/// indices with 16-byte loads. Who reads what:</para>
/// <code>
/// contiguous in outer:  vector i of lane l = outer indices 4 (l mod V) .. + 3 at k = l / V + i * 32 / V,   V = length / 4 vectors a row
/// contiguous in k:      vector i of lane l = k = 4 (l mod 2) .. + 3 at outer index l / 2 + 16 i: two lanes read 32 bytes, a whole sector, of a row
/// </code>
/// </remarks>
internal static class TileStage<TOperand, TLoading, TSide>
    where TOperand : struct, IMatrixOperand
    where TLoading : struct, ITileLoading
    where TSide : struct, ITileSide
{
    /// <summary>log2 of V, the vectors of a row of outer indices.</summary>
    private static int LogVectors => TSide.LogLength - 2;

    /// <summary>k from one vector of a lane to the next.</summary>
    private static int RowsPerVector => 32 >> LogVectors;

    private static bool ReadsAlongOuter => TLoading.Vectorized && !TOperand.ContiguousInK;

    /// <summary>The parts of this lane's outer indices, in the tile that begins at <paramref name="first"/>.</summary>
    public static OuterParts Locate(ref TOperand operand, int lane, int first)
    {
        var parts = default(OuterParts);
        if (ReadsAlongOuter)
        {
            parts.P0 = operand.Outer(first + 4 * (lane & ((1 << LogVectors) - 1)));
            return parts;
        }
        var outer = first + (lane >> 1);
        parts.P0 = operand.Outer(outer);
        if (TSide.LogLength >= 5)
            parts.P1 = operand.Outer(outer + 16);
        if (TSide.LogLength >= 6)
        {
            parts.P2 = operand.Outer(outer + 32);
            parts.P3 = operand.Outer(outer + 48);
        }
        if (TSide.LogLength >= 7)
        {
            parts.P4 = operand.Outer(outer + 64);
            parts.P5 = operand.Outer(outer + 80);
            parts.P6 = operand.Outer(outer + 96);
            parts.P7 = operand.Outer(outer + 112);
        }
        return parts;
    }

    /// <summary>Reads this lane's vectors of k .. k + 7; zeros from <paramref name="kEnd"/> on and outside the matrix.</summary>
    public static TilePiece Load(ref TOperand operand, in OuterParts parts, int lane, int k, int kEnd)
    {
        var piece = default(TilePiece);
        if (ReadsAlongOuter)
        {
            var row = k + (lane >> LogVectors);
            piece.V0 = Vector(ref operand, parts.P0, Inner(ref operand, row, kEnd));
            if (TSide.LogLength >= 5)
                piece.V1 = Vector(ref operand, parts.P0, Inner(ref operand, row + RowsPerVector, kEnd));
            if (TSide.LogLength >= 6)
            {
                piece.V2 = Vector(ref operand, parts.P0, Inner(ref operand, row + 2 * RowsPerVector, kEnd));
                piece.V3 = Vector(ref operand, parts.P0, Inner(ref operand, row + 3 * RowsPerVector, kEnd));
            }
            if (TSide.LogLength >= 7)
            {
                piece.V4 = Vector(ref operand, parts.P0, Inner(ref operand, row + 4 * RowsPerVector, kEnd));
                piece.V5 = Vector(ref operand, parts.P0, Inner(ref operand, row + 5 * RowsPerVector, kEnd));
                piece.V6 = Vector(ref operand, parts.P0, Inner(ref operand, row + 6 * RowsPerVector, kEnd));
                piece.V7 = Vector(ref operand, parts.P0, Inner(ref operand, row + 7 * RowsPerVector, kEnd));
            }
            return piece;
        }
        var quad = k + 4 * (lane & 1);
        if (TLoading.Vectorized)
        {
            var inner = Inner(ref operand, quad, kEnd);
            piece.V0 = Vector(ref operand, parts.P0, inner);
            if (TSide.LogLength >= 5)
                piece.V1 = Vector(ref operand, parts.P1, inner);
            if (TSide.LogLength >= 6)
            {
                piece.V2 = Vector(ref operand, parts.P2, inner);
                piece.V3 = Vector(ref operand, parts.P3, inner);
            }
            if (TSide.LogLength >= 7)
            {
                piece.V4 = Vector(ref operand, parts.P4, inner);
                piece.V5 = Vector(ref operand, parts.P5, inner);
                piece.V6 = Vector(ref operand, parts.P6, inner);
                piece.V7 = Vector(ref operand, parts.P7, inner);
            }
            return piece;
        }
        piece.V0 = Elements(ref operand, parts.P0, quad, kEnd);
        if (TSide.LogLength >= 5)
            piece.V1 = Elements(ref operand, parts.P1, quad, kEnd);
        if (TSide.LogLength >= 6)
        {
            piece.V2 = Elements(ref operand, parts.P2, quad, kEnd);
            piece.V3 = Elements(ref operand, parts.P3, quad, kEnd);
        }
        if (TSide.LogLength >= 7)
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
        if (ReadsAlongOuter)
        {
            var vectors = From(target, (lane >> LogVectors) * TSide.Stride + (lane & ((1 << LogVectors) - 1)));
            vectors[0] = operand.Numbers(piece.V0);
            if (TSide.LogLength >= 5)
                vectors[RowsPerVector * TSide.Stride] = operand.Numbers(piece.V1);
            if (TSide.LogLength >= 6)
            {
                vectors[2 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V2);
                vectors[3 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V3);
            }
            if (TSide.LogLength >= 7)
            {
                vectors[4 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V4);
                vectors[5 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V5);
                vectors[6 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V6);
                vectors[7 * RowsPerVector * TSide.Stride] = operand.Numbers(piece.V7);
            }
            return;
        }
        var elements = From(target.Cast<float>(), (lane & 1) * 16 * TSide.Stride + (lane >> 1));
        StoreQuad(ref operand, elements, 0, piece.V0);
        if (TSide.LogLength >= 5)
            StoreQuad(ref operand, elements, 16, piece.V1);
        if (TSide.LogLength >= 6)
        {
            StoreQuad(ref operand, elements, 32, piece.V2);
            StoreQuad(ref operand, elements, 48, piece.V3);
        }
        if (TSide.LogLength >= 7)
        {
            StoreQuad(ref operand, elements, 64, piece.V4);
            StoreQuad(ref operand, elements, 80, piece.V5);
            StoreQuad(ref operand, elements, 96, piece.V6);
            StoreQuad(ref operand, elements, 112, piece.V7);
        }
    }

    /// <summary>The view from an element on: an address in a register, to which constants are added for free.</summary>
    private static ArrayView<T> From<T>(ArrayView<T> view, int start) where T : unmanaged => view.SubView(start, view.Length - start);

    private static OperandPart Inner(ref TOperand operand, int k, int kEnd)
    {
        var part = operand.Inner(k);
        part.Offset = k < kEnd ? part.Offset : OperandPart.Outside;
        return part;
    }

    private static Float4 Vector(ref TOperand operand, OperandPart outer, OperandPart inner)
    {
        var vector = default(Float4);
        var offset = outer.Offset + inner.Offset;
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
        var inner = Inner(ref operand, k, kEnd);
        var offset = outer.Offset + inner.Offset;
        if (offset >= 0 & operand.IsInside(outer, inner))
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
