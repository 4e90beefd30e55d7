using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A step of the product by fp32 multiply-adds.</summary>
internal static class FmaProduct<TShape> where TShape : struct, ITileShape
{
    /// <summary>tile += left piece times right piece: 512 multiply-adds a lane.</summary>
    public static void Add(ref RegisterTile tile, ArrayView<Float4> buffer, int lane)
    {
        var left = Tile<TShape>.LeftOf(buffer, 0, TShape.LaneM(lane));
        var right = Tile<TShape>.RightOf(buffer, 0, TShape.LaneN(lane));
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
            left[depth * Tile<TShape>.LeftStride],
            left[depth * Tile<TShape>.LeftStride + Tile<TShape>.M / 8],
            right[depth * Tile<TShape>.RightStride],
            right[depth * Tile<TShape>.RightStride + Tile<TShape>.N / 8]);
}
