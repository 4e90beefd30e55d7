using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A step of the product by fp32 multiply-adds.</summary>
internal static class FmaProduct<TShape, TWarps>
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpLayout
{
    /// <summary>tile += left piece times right piece: 512 multiply-adds a lane.</summary>
    public static void Add(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp)
    {
        var left = GroupTile<TShape, TWarps>.LeftOf(buffer, 0, warp, TShape.LaneM(lane));
        var right = GroupTile<TShape, TWarps>.RightOf(buffer, 0, warp, TShape.LaneN(lane));
        // Called eight times by hand: ILGPU unrolls no loops, and unrolled, every address is a register plus a constant.
        AddOuterProduct(ref tile, left, right, 0);
        AddOuterProduct(ref tile, left, right, 1);
        AddOuterProduct(ref tile, left, right, 2);
        AddOuterProduct(ref tile, left, right, 3);
        AddOuterProduct(ref tile, left, right, 4);
        AddOuterProduct(ref tile, left, right, 5);
        AddOuterProduct(ref tile, left, right, 6);
        AddOuterProduct(ref tile, left, right, 7);
    }

    private static void AddOuterProduct(ref RegisterTile tile, ArrayView<Float4> left, ArrayView<Float4> right, int depth) =>
        tile.AddOuterProduct(
            left[depth * GroupTile<TShape, TWarps>.LeftStride],
            left[depth * GroupTile<TShape, TWarps>.LeftStride + Tile<TShape>.M / 8],
            right[depth * GroupTile<TShape, TWarps>.RightStride],
            right[depth * GroupTile<TShape, TWarps>.RightStride + Tile<TShape>.N / 8]);
}
