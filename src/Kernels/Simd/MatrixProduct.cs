using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DqnGpu.Kernels.Simd;

/// <summary>C = activation(start + A B) for a block of rows that one thread computes: all passes of <see cref="SimdConv2d"/> and
/// <see cref="SimdLinear"/> are this product with different tables.</summary>
/// <remarks>
/// A[row, k] lies at a[row] + Segments[k / SegmentLength] + k % SegmentLength * Step, B[k, column] at B + k * BStep + column,
/// C[row, column] at c[row] + column, where a and c are tables with a pointer for each row.
/// </remarks>
internal unsafe struct MatrixProduct
{
    /// <summary>Largest number of rows in a table of row pointers: a multiple of both heights of the register tile, 8 and 6.</summary>
    public const int BlockRows = 96;

    private const int LargestTileRows = 8;
    private const int LargestTileColumns = 32;

    /// <summary>Where each run of A's elements starts, counted in floats from the start of a row.</summary>
    public required int* Segments { get; init; }

    /// <summary>Runs in a row.</summary>
    public required int SegmentCount { get; init; }

    /// <summary>Elements of a run.</summary>
    public required int SegmentLength { get; init; }

    /// <summary>Distance between the elements of a run, in floats.</summary>
    public required int Step { get; init; }

    /// <summary>B[0, 0].</summary>
    public required float* B { get; init; }

    /// <summary>Distance between the rows of B, in floats.</summary>
    public required int BStep { get; init; }

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
        if (column < Columns)
            _ = Compute<ScalarUnit, float>(a, c, rows, column);
    }

    /// <summary>
    /// Columns from <paramref name="column"/> on, as far as whole vectors go. Columns outside, rows inside: a panel of B stays in cache.
    /// </summary>
    /// <returns>The first column that is left.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int Compute<TUnit, TVector>(float** a, float** c, int rows, int column)
        where TUnit : struct, IVectorUnit<TVector> where TVector : unmanaged
    {
        var wholeRows = rows - rows % TUnit.TileRows;
        var lastA = stackalloc float*[LargestTileRows];
        var lastC = stackalloc float*[LargestTileRows];
        var unused = stackalloc float[LargestTileColumns];
        for (; column + TUnit.Lanes <= Columns; column += TUnit.Lanes)
        {
            var two = column + 2 * TUnit.Lanes <= Columns;
            for (var row = 0; row < wholeRows; row += TUnit.TileRows)
                if (two)
                    MicroKernel.TwoVectors<TUnit, TVector>(this, a + row, c + row, column);
                else
                    MicroKernel.OneVector<TUnit, TVector>(this, a + row, c + row, column);
            if (wholeRows < rows)
            {
                // The missing rows repeat the last one, and what they yield goes to a place that nobody reads.
                for (var row = 0; row < LargestTileRows; row++)
                {
                    lastA[row] = a[Math.Min(wholeRows + row, rows - 1)];
                    lastC[row] = wholeRows + row < rows ? c[wholeRows + row] : unused - column;
                }
                if (two)
                    MicroKernel.TwoVectors<TUnit, TVector>(this, lastA, lastC, column);
                else
                    MicroKernel.OneVector<TUnit, TVector>(this, lastA, lastC, column);
            }
            if (two)
                column += TUnit.Lanes;
        }
        return column;
    }
}
