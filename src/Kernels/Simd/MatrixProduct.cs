using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace DqnGpu.Kernels.Simd;

/// <summary>C = activation(start + A B) for a block of rows that one thread computes: all passes of <see cref="SimdConv2d"/> and
/// <see cref="SimdLinear"/> are this product with different tables.</summary>
/// <remarks>
/// A[row, k] lies at a[row] + Offsets[k] and C[row, column] at c[row] + column, where a and c are tables with a pointer for each row
/// (<see cref="OffsetTable"/>). B is a matrix or its panels (<see cref="RightFactor"/>).
/// </remarks>
internal unsafe struct MatrixProduct
{
    /// <summary>Largest number of rows in a table of row pointers: a multiple of both heights of the register tile, 8 and 6.</summary>
    public const int BlockRows = 96;

    /// <summary>
    /// Floats of B that stay in the first-level cache beside a tile's rows of A: then all columns of a tile come before the next rows. A larger B
    /// goes by a panel at a time, for all rows.
    /// </summary>
    private const int SmallB = 24 * 1024 / sizeof(float);

    private const int LargestTileRows = 8;

    /// <summary>Where the elements of a row of A lie, counted in floats from the row's start [<see cref="Depth"/>].</summary>
    public required int* Offsets { get; init; }

    /// <summary>Columns of A and rows of B: products that are added to each sum.</summary>
    public required int Depth { get; init; }

    /// <summary>B.</summary>
    public required RightFactor B { get; init; }

    /// <summary>Columns of B and C.</summary>
    public required int Columns { get; init; }

    /// <summary>Where the sums start, one value for each column; null: at 0.</summary>
    public float* Bias { get; init; }

    /// <summary>True: the sums start at the old values of C.</summary>
    public bool Accumulate { get; init; }

    /// <summary>True: negative results are stored as 0.</summary>
    public bool Relu { get; init; }

    /// <summary>What later products read, fetched while this one computes; null: nothing. Each tile takes its part.</summary>
    public LinesAhead* Ahead { get; init; }

    /// <summary>Computes C for <paramref name="rows"/> rows.</summary>
    public readonly void Compute<TUnit, TVector>(float** a, float** c, int rows)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var column = Compute<TUnit, TVector>(a, c, rows, 0);
        if (TUnit.Lanes > Vector256Unit.Lanes && Columns - column >= Vector256Unit.Lanes)
            column = Compute<Vector256Unit, Vector256<float>>(a, c, rows, column);
        if (TUnit.Lanes > Vector128Unit.Lanes && Columns - column >= Vector128Unit.Lanes)
            column = Compute<Vector128Unit, Vector128<float>>(a, c, rows, column);
        if (column < Columns)
            _ = Compute<ScalarUnit, float>(a, c, rows, column);
    }

    /// <summary>Columns from <paramref name="column"/> on, as far as whole vectors go.</summary>
    /// <returns>The first column that is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int Compute<TUnit, TVector>(float** a, float** c, int rows, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var end = column + (Columns - column) / TUnit.Lanes * TUnit.Lanes;
        var width = 2 * TUnit.Lanes;
        if ((long)Depth * Columns <= SmallB)
            Rows<TUnit, TVector>(a, c, rows, column, end);
        else
            for (; column < end; column += width)
                Rows<TUnit, TVector>(a, c, rows, column, Math.Min(end, column + width));
        return end;
    }

    /// <summary>Tiles of all rows, each with all columns from <paramref name="firstColumn"/> to <paramref name="endColumn"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Rows<TUnit, TVector>(float** a, float** c, int rows, int firstColumn, int endColumn)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        // Seven or eight rows at the end are two tiles of four where the tallest has six.
        var tallest = TUnit.TileRows;
        var tall = rows % tallest == 0 ? rows / tallest : Math.Max(0, rows - LargestTileRows + tallest - 1) / tallest;
        Tiles<TUnit, TVector>(tallest, a, c, tall, firstColumn, endColumn);
        var lastA = stackalloc float*[LargestTileRows];
        var lastC = stackalloc float*[LargestTileRows];
        for (var row = tall * tallest; row < rows;)
        {
            var left = rows - row;
            var height = left <= FourRows.Count || left > tallest ? FourRows.Count : left <= SixRows.Count ? SixRows.Count : EightRows.Count;
            // The missing rows repeat the last one: they yield what it yields, at its place.
            for (var i = 0; i < height; i++)
            {
                lastA[i] = a[row + Math.Min(i, left - 1)];
                lastC[i] = c[row + Math.Min(i, left - 1)];
            }
            Tiles<TUnit, TVector>(height, lastA, lastC, 1, firstColumn, endColumn);
            row += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Tiles<TUnit, TVector>(int height, float** a, float** c, int tiles, int firstColumn, int endColumn)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        if (height == EightRows.Count)
            OfHeight<TUnit, TVector, EightRows>(a, c, tiles, firstColumn, endColumn);
        else if (height == SixRows.Count)
            OfHeight<TUnit, TVector, SixRows>(a, c, tiles, firstColumn, endColumn);
        else
            OfHeight<TUnit, TVector, FourRows>(a, c, tiles, firstColumn, endColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void OfHeight<TUnit, TVector, TRows>(float** a, float** c, int tiles, int firstColumn, int endColumn)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        if (Ahead is null || !Sse.IsSupported)
            Tiles<TUnit, TVector, TRows>(a, c, tiles, firstColumn, endColumn);
        else
            Tiles<TUnit, TVector, FetchingAhead<TRows>>(a, c, tiles, firstColumn, endColumn);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Tiles<TUnit, TVector, TRows>(float** a, float** c, int tiles, int firstColumn, int endColumn)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        var width = 2 * TUnit.Lanes;
        var nextColumns = B.NextColumns(width);
        for (var end = a + tiles * TRows.Count; a != end; a += TRows.Count, c += TRows.Count)
        {
            var b = B.Column(firstColumn);
            var column = firstColumn;
            var nextC = a + TRows.Count == end ? c : c + TRows.Count;
            for (; column + width <= endColumn; column += width, b += nextColumns)
                MicroKernel.TwoVectors<TUnit, TVector, TRows>(this, a, b, c, nextC, column);
            if (column < endColumn)
                MicroKernel.OneVector<TUnit, TVector, TRows>(this, a, b, c, column);
        }
    }
}
