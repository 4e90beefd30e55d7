using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The sum of what the warps of a group have each computed of a tile from their own slice of k.</summary>
/// <remarks>
/// Of two warps each finishes half of every lane's vectors, of four a quarter: it keeps its own part in registers and writes the others to its shared memory,
/// from where the warps that finish them take them. With one barrier, and a quarter less traffic than if all wrote everything. Part q of warp w lies at place
/// (q - w - 1) mod warps of the warp's memory. An element's slices are added in the order own, next, ... around the circle, the same in every launch.
/// </remarks>
internal static class WarpSlices<TShape, TWarps>
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpCount
{
    /// <summary>This warp's part of the sums: its first quad (of four warps), its first two (of two) or all.</summary>
    /// <param name="shared">[warps * <see cref="Tile{TShape}.WarpVectors"/>]; each warp may overwrite its own part.</param>
    /// <param name="buffers">This warp's part of it.</param>
    /// <param name="warp">0 .. warps - 1.</param>
    /// <param name="lane">0..31.</param>
    /// <param name="vectors">This lane's results of this warp's slice.</param>
    public static LaneVectors Add(ArrayView<Float4> shared, ArrayView<Float4> buffers, int warp, int lane, in LaneVectors vectors)
    {
        if (TWarps.Count == 1)
        {
            Group.Barrier();
            return vectors;
        }
        return TWarps.Count == 2 ? AddTwo(shared, buffers, warp, lane, vectors) : AddFour(shared, buffers, warp, lane, vectors);
    }

    private static LaneVectors AddTwo(ArrayView<Float4> shared, ArrayView<Float4> buffers, int warp, int lane, in LaneVectors vectors)
    {
        FourVectors.Select(warp == 0, vectors.Quad2, vectors.Quad0).Write(buffers, lane);
        FourVectors.Select(warp == 0, vectors.Quad3, vectors.Quad1).Write(buffers, TiledProduct.QuadVectors + lane);
        var sums = new LaneVectors
        {
            Quad0 = FourVectors.Select(warp == 0, vectors.Quad0, vectors.Quad2),
            Quad1 = FourVectors.Select(warp == 0, vectors.Quad1, vectors.Quad3),
        };
        Group.Barrier();
        var other = (1 - warp) * Tile<TShape>.WarpVectors + lane;
        sums.Quad0.Add(FourVectors.Read(shared, other));
        sums.Quad1.Add(FourVectors.Read(shared, other + TiledProduct.QuadVectors));
        return sums;
    }

    private static LaneVectors AddFour(ArrayView<Float4> shared, ArrayView<Float4> buffers, int warp, int lane, in LaneVectors vectors)
    {
        WriteUnlessOwn(buffers, warp, lane, 0, vectors.Quad0);
        WriteUnlessOwn(buffers, warp, lane, 1, vectors.Quad1);
        WriteUnlessOwn(buffers, warp, lane, 2, vectors.Quad2);
        WriteUnlessOwn(buffers, warp, lane, 3, vectors.Quad3);
        var even = FourVectors.Select(warp < 2, vectors.Quad0, vectors.Quad2);
        var odd = FourVectors.Select(warp < 2, vectors.Quad1, vectors.Quad3);
        var sums = new LaneVectors { Quad0 = FourVectors.Select((warp & 1) == 0, even, odd) };
        Group.Barrier();
        sums.Quad0.Add(FromNeighbour(shared, warp, lane, 1));
        sums.Quad0.Add(FromNeighbour(shared, warp, lane, 2));
        sums.Quad0.Add(FromNeighbour(shared, warp, lane, 3));
        return sums;
    }

    private static void WriteUnlessOwn(ArrayView<Float4> buffers, int warp, int lane, int quad, in FourVectors vectors)
    {
        if (quad != warp)
            vectors.Write(buffers, ((quad - warp - 1) & 3) * TiledProduct.QuadVectors + lane);
    }

    private static FourVectors FromNeighbour(ArrayView<Float4> shared, int warp, int lane, int distance) =>
        FourVectors.Read(shared, ((warp + distance) & 3) * Tile<TShape>.WarpVectors + (3 - distance) * TiledProduct.QuadVectors + lane);
}
