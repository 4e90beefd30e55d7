using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Half of a lane's 8 x 8 results, as eight vectors that lie in memory as they are: four neighbouring columns of the result each.</summary>
internal struct LaneVectors
{
    public Float4 V0, V1, V2, V3, V4, V5, V6, V7;

    /// <summary>Writes them 32 apart, so that the lanes of a warp write side by side.</summary>
    /// <param name="vectors">Half a tile.</param>
    /// <param name="lane">Where this lane's first goes.</param>
    public readonly void WriteTo(ArrayView<Float4> vectors, int lane)
    {
        var own = vectors.SubView(lane, TiledProduct.HalfVectors - (TiledProduct.WarpSize - 1));
        own[0] = V0;
        own[32] = V1;
        own[64] = V2;
        own[96] = V3;
        own[128] = V4;
        own[160] = V5;
        own[192] = V6;
        own[224] = V7;
    }

    /// <summary>Of four rows m: as they are where the result's columns are n, else turned, four m for each of the eight n.</summary>
    public static LaneVectors Of<TResult>(RegisterRow row0, RegisterRow row1, RegisterRow row2, RegisterRow row3) where TResult : struct, IMatrixResult
    {
        if (!TResult.ColumnsAreM)
            return new() { V0 = row0.Low, V1 = row0.High, V2 = row1.Low, V3 = row1.High, V4 = row2.Low, V5 = row2.High, V6 = row3.Low, V7 = row3.High };
        return new()
        {
            V0 = new Float4(row0.Low.X, row1.Low.X, row2.Low.X, row3.Low.X),
            V1 = new Float4(row0.Low.Y, row1.Low.Y, row2.Low.Y, row3.Low.Y),
            V2 = new Float4(row0.Low.Z, row1.Low.Z, row2.Low.Z, row3.Low.Z),
            V3 = new Float4(row0.Low.W, row1.Low.W, row2.Low.W, row3.Low.W),
            V4 = new Float4(row0.High.X, row1.High.X, row2.High.X, row3.High.X),
            V5 = new Float4(row0.High.Y, row1.High.Y, row2.High.Y, row3.High.Y),
            V6 = new Float4(row0.High.Z, row1.High.Z, row2.High.Z, row3.High.Z),
            V7 = new Float4(row0.High.W, row1.High.W, row2.High.W, row3.High.W),
        };
    }
}

/// <summary>The 512 vectors of a tile of results: vector i is number i / 32 of lane i mod 32; numbers 0..7 are the lane's first half, 8..15 its second.</summary>
internal static class TileVector<TResult, TLoading, TShape>
    where TResult : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape : struct, ITileShape
{
    /// <summary>Hands vector <paramref name="i"/> of a tile to the epilogue, without what lies outside M x N.</summary>
    public static void Deliver(ref TResult result, int i, int firstM, int firstN, int rowsM, int columnsN, Float4 sum)
    {
        var lane = i & (TiledProduct.WarpSize - 1);
        var number = i >> 5;
        var half = number >> 3;
        var m = firstM + 4 * TShape.LaneM(lane) + half * (Tile<TShape>.M / 2);
        var n = firstN + 4 * TShape.LaneN(lane);
        if (TResult.ColumnsAreM)
            Deliver(ref result, n + (number & 3) + ((number >> 2) & 1) * (Tile<TShape>.N / 2), m, columnsN, rowsM, sum);
        else
            Deliver(ref result, m + ((number >> 1) & 3), n + (number & 1) * (Tile<TShape>.N / 2), rowsM, columnsN, sum);
    }

    private static void Deliver(ref TResult result, int row, int column, int rows, int columns, Float4 sum)
    {
        if (row >= rows || column >= columns)
            return;
        if (TLoading.VectorStores)
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
