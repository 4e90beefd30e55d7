using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Warps of a group: a constant of the kernel, because its shared memory is sized by it, and so is what they do with a tile in the end.</summary>
/// <remarks>
/// The types choose, and not a condition on <see cref="Count"/>: ILGPU inlines all calls before it removes what is never reached, and the longest part of its
/// work on a product's kernel would be for what no group does.
/// </remarks>
internal interface IWarpCount
{
    static abstract int Count { get; }

    /// <summary>Adds what the warps have computed of a tile, each from its own k, and hands the sums on.</summary>
    /// <param name="end">Where they go.</param>
    /// <param name="result">The result.</param>
    /// <param name="shared">[warps * <see cref="Tile{TShape}.WarpVectors"/>]; each warp may overwrite its own part, but for the right factor's sums.</param>
    /// <param name="warp">0 .. warps - 1.</param>
    /// <param name="lane">0..31.</param>
    /// <param name="vectors">This lane's results of this warp's k.</param>
    static abstract void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape;
}

/// <summary>One warp: its results are the sums.</summary>
internal struct OneWarp : IWarpCount
{
    public static int Count => 1;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        // For the sums of the right factor, which other lanes have written.
        Group.Barrier();
        end.HandOn<TResult, TLoading, TShape>(ref result, 0, lane, vectors.Quad0);
        end.HandOn<TResult, TLoading, TShape>(ref result, 1, lane, vectors.Quad1);
        end.HandOn<TResult, TLoading, TShape>(ref result, 2, lane, vectors.Quad2);
        end.HandOn<TResult, TLoading, TShape>(ref result, 3, lane, vectors.Quad3);
    }
}

/// <summary>Two warps: each keeps half of every lane's vectors in registers, and takes the other's share of them from its shared memory.</summary>
internal struct TwoWarps : IWarpCount
{
    public static int Count => 2;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        var own = warp * Tile<TShape>.WarpVectors + lane;
        FourVectors.Select(warp == 0, vectors.Quad2, vectors.Quad0).Write(shared, own);
        FourVectors.Select(warp == 0, vectors.Quad3, vectors.Quad1).Write(shared, own + TiledProduct.QuadVectors);
        var first = FourVectors.Select(warp == 0, vectors.Quad0, vectors.Quad2);
        var second = FourVectors.Select(warp == 0, vectors.Quad1, vectors.Quad3);
        Group.Barrier();
        var other = (1 - warp) * Tile<TShape>.WarpVectors + lane;
        first.Add(FourVectors.Read(shared, other));
        second.Add(FourVectors.Read(shared, other + TiledProduct.QuadVectors));
        end.HandOn<TResult, TLoading, TShape>(ref result, 2 * warp, lane, first);
        end.HandOn<TResult, TLoading, TShape>(ref result, 2 * warp + 1, lane, second);
    }
}

/// <summary>Four warps, one for each scheduler of a multiprocessor: each keeps a quad of every lane's vectors, and takes the others' share of it.</summary>
/// <remarks>
/// With one barrier, and a quarter less traffic than if all wrote everything. Quad q of warp w lies at place (q - w - 1) mod 4 of the warp's shared memory. An
/// element's shares are added in the order own, next, ... around the circle, the same in every launch.
/// </remarks>
internal struct FourWarps : IWarpCount
{
    public static int Count => 4;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        WriteUnlessOwn<TShape>(shared, warp, lane, 0, vectors.Quad0);
        WriteUnlessOwn<TShape>(shared, warp, lane, 1, vectors.Quad1);
        WriteUnlessOwn<TShape>(shared, warp, lane, 2, vectors.Quad2);
        WriteUnlessOwn<TShape>(shared, warp, lane, 3, vectors.Quad3);
        var even = FourVectors.Select(warp < 2, vectors.Quad0, vectors.Quad2);
        var odd = FourVectors.Select(warp < 2, vectors.Quad1, vectors.Quad3);
        var sum = FourVectors.Select((warp & 1) == 0, even, odd);
        Group.Barrier();
        sum.Add(FromNeighbour<TShape>(shared, warp, lane, 1));
        sum.Add(FromNeighbour<TShape>(shared, warp, lane, 2));
        sum.Add(FromNeighbour<TShape>(shared, warp, lane, 3));
        end.HandOn<TResult, TLoading, TShape>(ref result, warp, lane, sum);
    }

    private static void WriteUnlessOwn<TShape>(ArrayView<Float4> shared, int warp, int lane, int quad, in FourVectors vectors)
        where TShape : struct, ITileShape
    {
        if (quad != warp)
            vectors.Write(shared, warp * Tile<TShape>.WarpVectors + ((quad - warp - 1) & 3) * TiledProduct.QuadVectors + lane);
    }

    private static FourVectors FromNeighbour<TShape>(ArrayView<Float4> shared, int warp, int lane, int distance) where TShape : struct, ITileShape =>
        FourVectors.Read(shared, ((warp + distance) & 3) * Tile<TShape>.WarpVectors + (3 - distance) * TiledProduct.QuadVectors + lane);
}
