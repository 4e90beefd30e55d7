using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Where four vectors of a tile of results lie in the result.</summary>
/// <remarks>
/// A tile has 512 vectors: number v of lane l is vector 32 v + l, and quad q of a lane its vectors 4 q .. 4 q + 3. Vectors 0..7 are the lane's first four rows m,
/// 8..15 its last four, half a tile further. Of these eight, where the columns are n, each row has two, half a tile apart; where they are m, each of four n has
/// one, and so have the four n half a tile further.
/// </remarks>
internal readonly struct TileQuad<TResult, TLoading, TShape>
    where TResult : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape : struct, ITileShape
{
    /// <summary>Place of the first of the four in the result.</summary>
    private readonly int row;
    private readonly int column;

    /// <summary>Rows and columns of the result.</summary>
    private readonly int rows;
    private readonly int columns;

    public TileQuad(int quad, int lane, int firstM, int firstN, int m, int n)
    {
        var laneM = firstM + 4 * TShape.LaneM(lane) + (quad >> 1) * (Tile<TShape>.M / 2);
        var laneN = firstN + 4 * TShape.LaneN(lane);
        row = TResult.ColumnsAreM ? laneN + (quad & 1) * (Tile<TShape>.N / 2) : laneM + 2 * (quad & 1);
        column = TResult.ColumnsAreM ? laneM : laneN;
        rows = TResult.ColumnsAreM ? n : m;
        columns = TResult.ColumnsAreM ? m : n;
    }

    /// <summary>What the result's epilogue needs of memory for these vectors, see <see cref="IMatrixResult.ReadVector"/>: four loads at once.</summary>
    public FourVectors Read(ref TResult result) => new()
    {
        A = Read(ref result, 0),
        B = Read(ref result, 1),
        C = Read(ref result, 2),
        D = Read(ref result, 3),
    };

    /// <summary>Hands the four to the epilogue, without what lies outside the result.</summary>
    public void Store(ref TResult result, in FourVectors sums, in FourVectors read)
    {
        Store(ref result, 0, sums.A, read.A);
        Store(ref result, 1, sums.B, read.B);
        Store(ref result, 2, sums.C, read.C);
        Store(ref result, 3, sums.D, read.D);
    }

    private int Row(int i) => row + (TResult.ColumnsAreM ? i : i >> 1);

    private int Column(int i) => column + (TResult.ColumnsAreM ? 0 : (i & 1) * (Tile<TShape>.N / 2));

    // Outside, the last rows or columns are read again: with a condition each load would be waited for before the next.
    private Float4 Read(ref TResult result, int i) =>
        TLoading.Read(ref result, IntrinsicMath.Min(Row(i), rows - 1), IntrinsicMath.Min(Column(i), columns - 4));

    private void Store(ref TResult result, int i, Float4 sum, Float4 read)
    {
        if (Row(i) < rows & Column(i) < columns)
            TLoading.Store(ref result, Row(i), Column(i), columns, sum, read);
    }
}
