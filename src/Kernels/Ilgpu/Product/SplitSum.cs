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

    /// <summary>The sum of vector <paramref name="i"/> of a tile over its groups, in their order.</summary>
    public Float4 Sum(int tile, int i)
    {
        var sum = tiles[tile * Splits * TiledProduct.TileVectors + i];
        for (var split = 1; split < Splits; split++)
            sum = TiledProduct.Add(sum, tiles[(tile * Splits + split) * TiledProduct.TileVectors + i]);
        return sum;
    }

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

/// <summary>What a launch of <see cref="SplitSum{TResult, TShape}.Kernel"/> needs.</summary>
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

    public int VectorStores;
}

/// <summary>The second half of a product whose k axis was split over groups: adds the partial tiles and runs the epilogue.</summary>
internal static class SplitSum<TResult, TShape>
    where TResult : struct, IMatrixResult
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
        for (var i = Group.IdxX; i < TiledProduct.TileVectors; i += Group.DimX)
            Add(
                ref arguments.Result, arguments.Partials, Grid.IdxX, i, tileM * Tile<TShape>.M, tileN * Tile<TShape>.N, arguments.M, arguments.N,
                arguments.VectorStores);
        if (!TResult.WantsRightSums || tileM != 0)
            return;
        for (var n = Group.IdxX; n < Tile<TShape>.N; n += Group.DimX)
            AddRight(ref arguments.Result, arguments.Partials, tileN, n, arguments.N);
    }

    /// <summary>result = sum over splits of vector <paramref name="i"/> of a tile.</summary>
    public static void Add(ref TResult result, PartialTiles partials, int tile, int i, int firstM, int firstN, int m, int n, int vectorStores)
    {
        HalfTile<TResult, TShape>.Deliver(
            ref result, i >> TiledProduct.LogHalfVectors, i & (TiledProduct.HalfVectors - 1), firstM, firstN, m, n, vectorStores, partials.Sum(tile, i));
    }

    /// <summary>The sum of the right factor's column <paramref name="inTile"/> of a tile.</summary>
    public static void AddRight(ref TResult result, PartialTiles partials, int tileN, int inTile, int columns)
    {
        var n = tileN * Tile<TShape>.N + inTile;
        if (n < columns)
            result.StoreRightSum(n, partials.RightSum(n));
    }
}
