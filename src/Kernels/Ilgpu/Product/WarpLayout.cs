using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>
/// The warps of a group and how they share its work: a constant of the kernel, because its shared memory is sized by it, and so is what they do with a tile
/// in the end.
/// </summary>
/// <remarks>
/// <para>As slices, each computes the whole tile from k of its own. As a team, they lie side by side over a larger tile and read its factors together: two
/// warps of 64 x 32 results read 64 + 32 floats each for one k, and as a team of 64 x 64 results half of 64 + 64. But they wait for each other in every
/// step.</para>
/// <para>The types choose, and not a condition on <see cref="Count"/>: ILGPU inlines all calls before it removes what is never reached.</para>
/// </remarks>
internal interface IWarpLayout
{
    /// <summary>Warps of a group: 1, 2 or 4.</summary>
    static abstract int Count { get; }

    /// <summary>log2 of the warps of a team along m; 0 for slices.</summary>
    static abstract int LogM { get; }

    /// <summary>log2 of the warps of a team along n; 0 for slices.</summary>
    static abstract int LogN { get; }

    /// <summary>Adds what the warps have computed of a tile, each from its own k, and hands the sums on.</summary>
    /// <param name="end">Where they go.</param>
    /// <param name="result">The result.</param>
    /// <param name="shared">
    /// [slices * <see cref="GroupTile{TShape, TWarps}.VectorsOfSlice"/>]; each slice may overwrite its own part, but for the right factor's sums.
    /// </param>
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
internal struct OneWarp : IWarpLayout
{
    public static int Count => 1;

    public static int LogM => 0;

    public static int LogN => 0;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        // For the sums of the right factor, which other lanes have written.
        Group.Barrier();
        vectors.HandOn<TResult, TLoading, TShape>(end, ref result, lane);
    }
}

/// <summary>Two slices: each keeps half of every lane's vectors in registers, and takes the other's share of them from its shared memory.</summary>
internal struct TwoSlices : IWarpLayout
{
    public static int Count => 2;

    public static int LogM => 0;

    public static int LogN => 0;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
        var own = warp * GroupTile<TShape, TwoSlices>.VectorsOfSlice + lane;
        FourVectors.Select(warp == 0, vectors.Quad2, vectors.Quad0).Write(shared, own);
        FourVectors.Select(warp == 0, vectors.Quad3, vectors.Quad1).Write(shared, own + TiledProduct.QuadVectors);
        var first = FourVectors.Select(warp == 0, vectors.Quad0, vectors.Quad2);
        var second = FourVectors.Select(warp == 0, vectors.Quad1, vectors.Quad3);
        Group.Barrier();
        var other = (1 - warp) * GroupTile<TShape, TwoSlices>.VectorsOfSlice + lane;
        first.Add(FourVectors.Read(shared, other));
        second.Add(FourVectors.Read(shared, other + TiledProduct.QuadVectors));
        end.HandOn<TResult, TLoading, TShape>(ref result, 2 * warp, lane, first);
        end.HandOn<TResult, TLoading, TShape>(ref result, 2 * warp + 1, lane, second);
    }
}

/// <summary>Four slices, one for each scheduler of a multiprocessor: each keeps a quad of every lane's vectors, and takes the others' share of it.</summary>
/// <remarks>
/// With one barrier, and a quarter less traffic than if all wrote everything. Quad q of warp w lies at place (q - w - 1) mod 4 of the warp's shared memory. An
/// element's shares are added in the order own, next, ... around the circle, the same in every launch.
/// </remarks>
internal struct FourSlices : IWarpLayout
{
    public static int Count => 4;

    public static int LogM => 0;

    public static int LogN => 0;

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
            vectors.Write(shared, warp * GroupTile<TShape, FourSlices>.VectorsOfSlice + ((quad - warp - 1) & 3) * TiledProduct.QuadVectors + lane);
    }

    private static FourVectors FromNeighbour<TShape>(ArrayView<Float4> shared, int warp, int lane, int distance) where TShape : struct, ITileShape =>
        FourVectors.Read(shared, ((warp + distance) & 3) * GroupTile<TShape, FourSlices>.VectorsOfSlice + (3 - distance) * TiledProduct.QuadVectors + lane);
}

/// <summary>A team of two warps, side by side: 64 x 64 results.</summary>
internal struct TwoAlongN : IWarpLayout
{
    public static int Count => 2;

    public static int LogM => 0;

    public static int LogN => 1;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape => vectors.HandOn<TResult, TLoading, TShape>(end, ref result, lane);
}

/// <summary>A team of four warps: 128 x 64 results.</summary>
internal struct TwoByTwo : IWarpLayout
{
    public static int Count => 4;

    public static int LogM => 1;

    public static int LogN => 1;

    public static void Finish<TResult, TLoading, TShape>(
        in TileEnd end, ref TResult result, ArrayView<Float4> shared, int warp, int lane, in LaneVectors vectors)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape => vectors.HandOn<TResult, TLoading, TShape>(end, ref result, lane);
}
