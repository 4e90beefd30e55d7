using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private const int LargestTileColumns = 32;

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
        var lastA = stackalloc float*[LargestTileRows];
        var lastC = stackalloc float*[LargestTileRows];
        var unused = stackalloc float[LargestTileColumns];
        for (var row = 0; row < rows;)
        {
            var left = rows - row;
            var height = TileHeight(TUnit.TileRows, left);
            var b = B.Column(firstColumn);
            for (var column = firstColumn; column < endColumn; column += 2 * TUnit.Lanes, b += B.NextColumns(2 * TUnit.Lanes))
            {
                var tileA = a + row;
                var tileC = c + row;
                if (left < height)
                {
                    // The missing rows repeat the last one, and what they yield goes to a place that nobody reads.
                    for (var i = 0; i < height; i++)
                    {
                        lastA[i] = tileA[Math.Min(i, left - 1)];
                        lastC[i] = i < left ? tileC[i] : unused - column;
                    }
                    tileA = lastA;
                    tileC = lastC;
                }
                var two = column + 2 * TUnit.Lanes <= endColumn;
                if (height == EightRows.Count)
                    Tile<TUnit, TVector, EightRows>(two, tileA, b, tileC, column);
                else if (height == SixRows.Count)
                    Tile<TUnit, TVector, SixRows>(two, tileA, b, tileC, column);
                else
                    Tile<TUnit, TVector, FourRows>(two, tileA, b, tileC, column);
            }
            row += height;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Tile<TUnit, TVector, TRows>(bool two, float** a, float* b, float** c, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged where TRows : struct, ITileRows
    {
        if (two)
            MicroKernel.TwoVectors<TUnit, TVector, TRows>(this, a, b, c, column);
        else
            MicroKernel.OneVector<TUnit, TVector, TRows>(this, a, b, c, column);
    }

    /// <summary>Rows of the next tile when <paramref name="left"/> are left: 7 or 8 are two fours where the tallest is six.</summary>
    private static int TileHeight(int tallest, int left) => left switch
    {
        <= 4 => FourRows.Count,
        <= 6 => SixRows.Count,
        <= 8 => tallest == SixRows.Count ? FourRows.Count : EightRows.Count,
        _ => tallest,
    };
}
