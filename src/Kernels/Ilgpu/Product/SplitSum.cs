using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Partial sums of tiles that several groups share.</summary>
internal readonly struct PartialTiles(ArrayView<Float4> tiles, ArrayView<float> rightSums, ArrayView<int> counters, int splits)
{
    private readonly ArrayView<Float4> tiles = tiles;
    private readonly ArrayView<float> rightSums = rightSums;

    /// <summary>[tiles]: how many groups of a tile have come; 0 between launches.</summary>
    public readonly ArrayView<int> Counters = counters;

    /// <summary>Groups that share a tile.</summary>
    public readonly int Splits = splits;

    /// <summary>Takes vector <paramref name="i"/> of a tile from one of its groups.</summary>
    public void Write(int tile, int split, int i, Float4 sum) => tiles[(tile * Splits + split) * TiledProduct.TileVectors + i] = sum;

    /// <summary>Takes a lane's vectors i, i + 32, ... of a tile from one of its groups.</summary>
    public void Write(int tile, int split, int i, in LaneVectors vectors) => vectors.WriteTo(tiles, (tile * Splits + split) * TiledProduct.TileVectors + i);

    /// <summary>The sums over its groups, in their order, of four vectors of a tile: i, i + step, i + 2 step, i + 3 step.</summary>
    /// <remarks>
    /// Four vectors of four groups at once, because a thread that waits for one load can as well wait for sixteen. The order of the additions is that of the
    /// groups all the same.
    /// </remarks>
    public FourVectors Sum(int tile, int i, int step)
    {
        var at = tile * Splits * TiledProduct.TileVectors + i;
        var sum = Read(at, step);
        var split = 1;
        for (; split + 4 <= Splits; split += 4)
        {
            var first = Read(at + split * TiledProduct.TileVectors, step);
            var second = Read(at + (split + 1) * TiledProduct.TileVectors, step);
            var third = Read(at + (split + 2) * TiledProduct.TileVectors, step);
            var fourth = Read(at + (split + 3) * TiledProduct.TileVectors, step);
            sum.Add(first);
            sum.Add(second);
            sum.Add(third);
            sum.Add(fourth);
        }
        for (; split < Splits; split++)
            sum.Add(Read(at + split * TiledProduct.TileVectors, step));
        return sum;
    }

    private FourVectors Read(int at, int step) => new()
    {
        A = tiles[at],
        B = tiles[at + step],
        C = tiles[at + 2 * step],
        D = tiles[at + 3 * step],
    };

    /// <summary>Takes the sum of column <paramref name="n"/> of the right factor from one of the groups of its tile.</summary>
    public void WriteRightSum(int n, int split, float sum) => rightSums[n * Splits + split] = sum;

    /// <summary>The sum of column <paramref name="n"/> of the right factor over all groups, in their order.</summary>
    public float RightSum(int n)
    {
        var sum = rightSums[n * Splits];
        for (var split = 1; split < Splits; split++)
            sum += rightSums[n * Splits + split];
        return sum;
    }
}

/// <summary>Four vectors of a tile.</summary>
internal struct FourVectors
{
    public Float4 A, B, C, D;

    public void Add(in FourVectors other)
    {
        A = TiledProduct.Add(A, other.A);
        B = TiledProduct.Add(B, other.B);
        C = TiledProduct.Add(C, other.C);
        D = TiledProduct.Add(D, other.D);
    }
}

/// <summary>What a launch of <see cref="SplitSum{TResult, TLoading, TShape}.Kernel"/> needs.</summary>
internal struct SplitSumArguments<TResult> where TResult : struct, IMatrixResult
{
    public TResult Result;
    public PartialTiles Partials;
    public int M;
    public int N;

    /// <summary>Tiles along m.</summary>
    public Divisor TilesM;

    /// <summary>Tiles along n.</summary>
    public Divisor TilesN;
}

/// <summary>The second half of a product whose k axis was split over groups: adds the partial tiles and runs the epilogue.</summary>
internal static class SplitSum<TResult, TLoading, TShape>
    where TResult : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape : struct, ITileShape
{
    /// <summary>Where groups cannot count each other, a launch of its own. Grid [members * tiles], a group a tile.</summary>
    /// <remarks>Thread t takes the vectors t, t + group size, ... of its tile, and in tiles of the first rows the columns of the right factor alike.</remarks>
    public static void Kernel(SplitSumArguments<TResult> arguments)
    {
        var aboveM = arguments.TilesM.Quotient(Grid.IdxX);
        var member = arguments.TilesN.Quotient(aboveM);
        var tileM = Grid.IdxX - aboveM * arguments.TilesM.Value;
        var tileN = aboveM - member * arguments.TilesN.Value;
        arguments.Result.Enter(member);
        AddTile(
            ref arguments.Result, arguments.Partials, Grid.IdxX, Group.DimX, tileM * Tile<TShape>.M, tileN * Tile<TShape>.N, arguments.M, arguments.N);
        if (!TResult.WantsRightSums || tileM != 0)
            return;
        for (var n = Group.IdxX; n < Tile<TShape>.N; n += Group.DimX)
            AddRight(ref arguments.Result, arguments.Partials, tileN, n, arguments.N);
    }

    /// <summary>result = sum over splits of a tile. Of <paramref name="threads"/> threads, at most 128, thread t takes the vectors t, t + threads, ...</summary>
    public static void AddTile(
        ref TResult result, PartialTiles partials, int tile, int threads, int firstM, int firstN, int m, int n)
    {
        for (var i = Group.IdxX; i < TiledProduct.TileVectors; i += 4 * threads)
        {
            var sums = partials.Sum(tile, i, threads);
            TileVector<TResult, TLoading, TShape>.Deliver(ref result, i, firstM, firstN, m, n, sums.A);
            TileVector<TResult, TLoading, TShape>.Deliver(ref result, i + threads, firstM, firstN, m, n, sums.B);
            TileVector<TResult, TLoading, TShape>.Deliver(ref result, i + 2 * threads, firstM, firstN, m, n, sums.C);
            TileVector<TResult, TLoading, TShape>.Deliver(ref result, i + 3 * threads, firstM, firstN, m, n, sums.D);
        }
    }

    /// <summary>The sum of the right factor's column <paramref name="inTile"/> of a tile.</summary>
    public static void AddRight(ref TResult result, PartialTiles partials, int tileN, int inTile, int columns)
    {
        var n = tileN * Tile<TShape>.N + inTile;
        if (n < columns)
            result.StoreRightSum(n, partials.RightSum(n));
    }
}
