using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What a launch of <see cref="SplitSum{TResult, TLoading, TShape}.Kernel"/> needs.</summary>
internal struct SplitSumArguments<TResult> where TResult : struct, IMatrixResult
{
    public TResult Result;
    public PartialTiles Partials;
    public EvenShares Shares;
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
    /// <summary>Where groups cannot count each other, a launch of its own. Grid [members * tiles], a group a tile, of a multiple of 32 threads.</summary>
    /// <remarks>Warp w takes the quads w, w + warps, ... of its lanes, and in tiles of the first rows thread t column t of the right factor.</remarks>
    public static void Kernel(SplitSumArguments<TResult> arguments)
    {
        var aboveM = arguments.TilesM.Quotient(Grid.IdxX);
        var member = arguments.TilesN.Quotient(aboveM);
        var tileM = Grid.IdxX - aboveM * arguments.TilesM.Value;
        var tileN = aboveM - member * arguments.TilesN.Value;
        arguments.Result.Enter(member);
        var groups = arguments.Shares.GroupsOf(Grid.IdxX);
        var end = new TileEnd
        {
            Partials = arguments.Partials,
            FirstM = tileM * Tile<TShape>.M,
            FirstN = tileN * Tile<TShape>.N,
            M = arguments.M,
            N = arguments.N,
        };
        if (groups.Count > 1)
            Deliver(ref arguments.Result, end, groups, groups.Count, 1, Group.DimX >> 5);
    }

    /// <summary>Counts this group in; the last one adds what all have written.</summary>
    /// <param name="result">What becomes of the sums.</param>
    /// <param name="end">Where this group's part of the tile has gone.</param>
    /// <param name="shares">Which group did what.</param>
    /// <param name="tile">Number of the tile, over all members.</param>
    /// <param name="group">Number of this group.</param>
    /// <param name="slices">Of a group: warps that share the sums of the same tile.</param>
    /// <param name="last">One element of shared memory.</param>
    public static void AddByLast(
        ref TResult result, in TileEnd end, in EvenShares shares, int tile, int group, int slices, ArrayView<int> last)
    {
        var groups = shares.GroupsOf(tile);
        var inBundle = shares.InBundle.Value;
        var bundle = shares.InBundle.Quotient(group - groups.First);
        var count = IntrinsicMath.Min(inBundle, groups.Count - bundle * inBundle);
        var step = 1;
        if (!Wait.IsLastGroup(ref end.Partials.Counter(tile, shares.CountersPerTile, bundle), count, last))
            return;
        if (groups.Count > inBundle)
        {
            AddBundle(end, groups, bundle * inBundle, count, slices);
            count = shares.InBundle.Quotient(groups.Count - 1) + 1;
            step = inBundle;
            if (!Wait.IsLastGroup(ref end.Partials.Counter(tile, shares.CountersPerTile, count), count, last))
                return;
        }
        Deliver(ref result, end, groups, count, step, slices);
    }

    /// <summary>Partial sum of the first group of a bundle = sum of those of all its groups.</summary>
    private static void AddBundle(in TileEnd end, TileGroups groups, int first, int count, int slices)
    {
        var slot = PartialTiles.SlotOf(groups, first);
        var lane = Group.IdxX & (TiledProduct.WarpSize - 1);
        for (var quad = (Group.IdxX >> 5) & (slices - 1); quad < TiledProduct.Quads; quad += slices)
        {
            var i = quad * TiledProduct.QuadVectors + lane;
            end.Partials.Write(slot, i, end.Partials.Sum(groups, first, count, 1, i));
        }
        if (TResult.WantsRightSums && end.FirstM == 0 & Group.IdxX < Tile<TShape>.N)
            end.Partials.WriteRightSum(slot, Group.IdxX, end.Partials.RightSum(groups, first, count, 1, Group.IdxX));
    }

    /// <summary>result = sum of the partial sums of a tile's groups 0, step, 2 step, ...</summary>
    private static void Deliver(ref TResult result, in TileEnd end, TileGroups groups, int count, int step, int slices)
    {
        var lane = Group.IdxX & (TiledProduct.WarpSize - 1);
        for (var quad = (Group.IdxX >> 5) & (slices - 1); quad < TiledProduct.Quads; quad += slices)
        {
            var place = new TileQuad<TResult, TLoading, TShape>(quad, lane, end.FirstM, end.FirstN, end.M, end.N);
            var read = place.Read(ref result);
            place.Store(ref result, end.Partials.Sum(groups, 0, count, step, quad * TiledProduct.QuadVectors + lane), read);
        }
        var column = end.FirstN + Group.IdxX;
        if (TResult.WantsRightSums && end.FirstM == 0 & Group.IdxX < Tile<TShape>.N & column < end.N)
            result.StoreRightSum(column, end.Partials.RightSum(groups, 0, count, step, Group.IdxX));
    }
}
