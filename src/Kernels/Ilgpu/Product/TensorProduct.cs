using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A step of the product by tensor cores: 64 x 32 results as 4 x 4 products of 16 x 8, see <see cref="TensorCore.MultiplyAdd"/>.</summary>
/// <remarks>
/// <para>Which row of the tile is "row g" of a small product is ours to choose, and the choice makes every read of shared memory a 16-byte one and gives
/// each lane the same 8 x 8 results as <see cref="RegisterTile"/> has them:</para>
/// <code>
/// lane (g, t) reads rows      4 v .. 4 v + 3 and 32 + 4 v .. 32 + 4 v + 3      v = g / 2 + 4 (g mod 2)
///                  columns    4 (g / 2) .. + 3, those of odd g in the right half: vector v of the row
///                  at k       t and t + 4
/// product i along m:  rows g and g + 8 are this lane's rows 2 i and 2 i + 1
/// product j along n:  column g is the j-th of the lane's four; so columns 2t and 2t + 1 of the sums are 4 t + j and 16 + 4 t + j
/// </code>
/// <para>The eight lanes that read at the same time (two g, four t) so touch 16-byte banks t + {0, 4} modulo 8, all different, because a row of k is one
/// vector longer than a multiple of 8.</para>
/// </remarks>
internal static class TensorProduct<TWarps> where TWarps : struct, IWarpLayout
{
    /// <summary>tile += left piece times right piece, factors rounded to TF32.</summary>
    public static void Add(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp)
    {
        var left = Left(buffer, lane, warp);
        var right = Right(buffer, lane, warp);
        var rightLow = Tf32Vector.Nearest(right[0]);
        var rightHigh = Tf32Vector.Nearest(right[4 * RightStride]);
        AddHalf(
            ref tile.Row0, ref tile.Row1, ref tile.Row2, ref tile.Row3,
            Tf32Vector.Nearest(left[0]), Tf32Vector.Nearest(left[4 * LeftStride]), rightLow, rightHigh);
        AddHalf(
            ref tile.Row4, ref tile.Row5, ref tile.Row6, ref tile.Row7,
            Tf32Vector.Nearest(left[HalfM]), Tf32Vector.Nearest(left[4 * LeftStride + HalfM]), rightLow, rightHigh);
    }

    /// <summary>The same, each factor as the sum of two TF32 numbers; only the product of the two smaller ones is left out.</summary>
    /// <remarks>
    /// <para>left right = (L + l)(R + r) = L R + L r + l R + l r, with |l| at most 2^-11 |L| and |r| at most 2^-11 |R|: what is left out, l r, is below
    /// 2^-22 |left right|. The small terms are added first.</para>
    /// <para>Tensor cores cut off what fp32 does not hold instead of rounding it, and always in the same direction. So a step's sum begins with zero, and an
    /// ordinary addition adds it to the tile: the many steps' errors then cancel as fp32's do (Ootomo and Yokota 2022, "Recovering single precision accuracy
    /// from Tensor Cores while surpassing the FP32 theoretical peak performance").</para>
    /// </remarks>
    public static void AddSplit(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp)
    {
        var left = Left(buffer, lane, warp);
        var right = Right(buffer, lane, warp);
        var rightLow = Tf32Pairs.Of(right[0]);
        var rightHigh = Tf32Pairs.Of(right[4 * RightStride]);
        AddSplitHalf(
            ref tile.Row0, ref tile.Row1, ref tile.Row2, ref tile.Row3,
            Tf32Pairs.Of(left[0]), Tf32Pairs.Of(left[4 * LeftStride]), rightLow, rightHigh);
        AddSplitHalf(
            ref tile.Row4, ref tile.Row5, ref tile.Row6, ref tile.Row7,
            Tf32Pairs.Of(left[HalfM]), Tf32Pairs.Of(left[4 * LeftStride + HalfM]), rightLow, rightHigh);
    }

    private static int LeftStride => GroupTile<TensorTile, TWarps>.LeftStride;

    private static int RightStride => GroupTile<TensorTile, TWarps>.RightStride;

    private static int HalfM => Tile<TensorTile>.M / 8;

    private static ArrayView<Float4> Left(ArrayView<Float4> buffer, int lane, int warp) =>
        GroupTile<TensorTile, TWarps>.LeftOf(buffer, TensorLane.N(lane), warp, TensorLane.M(lane));

    private static ArrayView<Float4> Right(ArrayView<Float4> buffer, int lane, int warp) =>
        GroupTile<TensorTile, TWarps>.RightOf(buffer, TensorLane.N(lane), warp, TensorLane.M(lane));

    /// <summary>Two products along m, four along n. Low: k = t; high: k = t + 4.</summary>
    private static void AddHalf(
        ref RegisterRow row0, ref RegisterRow row1, ref RegisterRow row2, ref RegisterRow row3,
        Tf32Vector leftLow, Tf32Vector leftHigh, Tf32Vector rightLow, Tf32Vector rightHigh)
    {
        AddRows(ref row0, ref row1, leftLow.X, leftLow.Y, leftHigh.X, leftHigh.Y, rightLow, rightHigh);
        AddRows(ref row2, ref row3, leftLow.Z, leftLow.W, leftHigh.Z, leftHigh.W, rightLow, rightHigh);
    }

    private static void AddRows(ref RegisterRow g, ref RegisterRow g8, uint a0, uint a1, uint a2, uint a3, Tf32Vector low, Tf32Vector high)
    {
        TensorCore.MultiplyAdd(ref g.Low.X, ref g.High.X, ref g8.Low.X, ref g8.High.X, a0, a1, a2, a3, low.X, high.X);
        TensorCore.MultiplyAdd(ref g.Low.Y, ref g.High.Y, ref g8.Low.Y, ref g8.High.Y, a0, a1, a2, a3, low.Y, high.Y);
        TensorCore.MultiplyAdd(ref g.Low.Z, ref g.High.Z, ref g8.Low.Z, ref g8.High.Z, a0, a1, a2, a3, low.Z, high.Z);
        TensorCore.MultiplyAdd(ref g.Low.W, ref g.High.W, ref g8.Low.W, ref g8.High.W, a0, a1, a2, a3, low.W, high.W);
    }

    private static void AddSplitHalf(
        ref RegisterRow row0, ref RegisterRow row1, ref RegisterRow row2, ref RegisterRow row3,
        Tf32Pairs leftLow, Tf32Pairs leftHigh, Tf32Pairs rightLow, Tf32Pairs rightHigh)
    {
        AddSplitRows(
            ref row0, ref row1, leftLow.Large.X, leftLow.Large.Y, leftHigh.Large.X, leftHigh.Large.Y,
            leftLow.Small.X, leftLow.Small.Y, leftHigh.Small.X, leftHigh.Small.Y, rightLow, rightHigh);
        AddSplitRows(
            ref row2, ref row3, leftLow.Large.Z, leftLow.Large.W, leftHigh.Large.Z, leftHigh.Large.W,
            leftLow.Small.Z, leftLow.Small.W, leftHigh.Small.Z, leftHigh.Small.W, rightLow, rightHigh);
    }

    private static void AddSplitRows(
        ref RegisterRow g, ref RegisterRow g8, uint a0, uint a1, uint a2, uint a3, uint small0, uint small1, uint small2, uint small3,
        Tf32Pairs low, Tf32Pairs high)
    {
        var sum = default(RegisterRow);
        var sum8 = default(RegisterRow);
        AddRows(ref sum, ref sum8, small0, small1, small2, small3, low.Large, high.Large);
        AddRows(ref sum, ref sum8, a0, a1, a2, a3, low.Small, high.Small);
        AddRows(ref sum, ref sum8, a0, a1, a2, a3, low.Large, high.Large);
        g.Add(sum);
        g8.Add(sum8);
    }
}

/// <summary>Where a lane's results lie in the tile, see <see cref="TensorProduct{TWarps}"/>.</summary>
internal static class TensorLane
{
    /// <summary>This lane's place along m: v.</summary>
    public static int M(int lane) => (lane >> 3) + (lane & 4);

    /// <summary>This lane's place along n: t.</summary>
    public static int N(int lane) => lane & 3;
}
