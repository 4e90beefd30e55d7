using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Where the results of half a tile lie: the half of its rows m that a lane's first four, or its last four, belong to.</summary>
internal static class HalfTile<TResult, TShape>
    where TResult : struct, IMatrixResult
    where TShape : struct, ITileShape
{
    /// <summary>Vectors from one row to the next in shared memory, one of them padding against bank conflicts.</summary>
    public static int Stride => (1 << LogRowVectors) + 1;

    /// <summary>log2 of the vectors of a row: half of M, or N, columns.</summary>
    private static int LogRowVectors => TResult.ColumnsAreM ? TShape.LogLanesM : 1 + Tile<TShape>.LogLanesN;

    /// <summary>Row of vector <paramref name="i"/>, 0..255.</summary>
    public static int RowOf(int i) => i >> LogRowVectors;

    /// <summary>Place of vector <paramref name="i"/> in its row.</summary>
    public static int VectorOf(int i) => i & ((1 << LogRowVectors) - 1);

    /// <summary>The half tile in shared memory from a row and a vector of it on.</summary>
    public static ArrayView<Float4> From(ArrayView<Float4> buffers, int row, int vector)
    {
        var start = row * Stride + vector;
        return buffers.SubView(start, Tile<TShape>.WarpVectors - start);
    }

    /// <summary>Hands vector <paramref name="i"/> of a half to the epilogue, without what lies outside M x N.</summary>
    public static void Deliver(ref TResult result, int half, int i, int firstM, int firstN, int rowsM, int columnsN, int vectorStores, Float4 sum)
    {
        var inRow = RowOf(i);
        var inColumn = 4 * VectorOf(i);
        if (TResult.ColumnsAreM)
            Deliver(ref result, firstN + inRow, firstM + half * Tile<TShape>.M / 2 + inColumn, columnsN, rowsM, vectorStores, sum);
        else
            Deliver(ref result, firstM + half * Tile<TShape>.M / 2 + inRow, firstN + inColumn, rowsM, columnsN, vectorStores, sum);
    }

    private static void Deliver(ref TResult result, int row, int column, int rows, int columns, int vectorStores, Float4 sum)
    {
        if (row >= rows || column >= columns)
            return;
        if (vectorStores != 0)
        {
            result.StoreVector(row, column, sum);
            return;
        }
        result.Store(row, column, sum.X);
        if (column + 1 < columns)
            result.Store(row, column + 1, sum.Y);
        if (column + 2 < columns)
            result.Store(row, column + 2, sum.Z);
        if (column + 3 < columns)
            result.Store(row, column + 3, sum.W);
    }
}
