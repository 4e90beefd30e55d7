using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The tile of results of a group, and its factors in shared memory: what follows from the tile of a warp and from how the warps lie.</summary>
/// <remarks>
/// A buffer holds eight k of the left factor and of the right one, [8][M] and [8][N], and there are two of them: one that is multiplied and one that is
/// written. Warps that lie over the tile share them; warps that take different k of the same tile have their own.
/// </remarks>
internal static class GroupTile<TShape, TWarps>
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpLayout
{
    /// <summary>Floats between the rows of k in shared memory, beyond the row itself.</summary>
    /// <remarks>
    /// With it a row step of 4 moves by 16 banks, so that the two lanes that store different k of one outer index never meet in a bank.
    /// </remarks>
    private const int Padding = 4;

    /// <summary>Warps over the tile that share its factors: 1, 2 or 4.</summary>
    public static int Team => 1 << (TWarps.LogM + TWarps.LogN);

    /// <summary>Warps, or teams of them, that compute the whole tile from different k each: 1, 2 or 4.</summary>
    public static int Slices => TWarps.Count / Team;

    /// <summary>Rows of results.</summary>
    public static int M => Tile<TShape>.M << TWarps.LogM;

    /// <summary>Columns of results.</summary>
    public static int N => Tile<TShape>.N << TWarps.LogN;

    /// <summary>Four-float vectors from one k of the left piece [8][M] in shared memory to the next.</summary>
    public static int LeftStride => (M + Padding) / 4;

    /// <summary>The same of the right piece [8][N].</summary>
    public static int RightStride => (N + Padding) / 4;

    /// <summary>Vectors of a left and a right piece.</summary>
    public static int BufferVectors => TiledProduct.StepDepth * (LeftStride + RightStride);

    /// <summary>Vectors of results that a warp hands to other slices through its shared memory at most: three of four quads.</summary>
    public static int SliceVectors => 3 * TiledProduct.QuadVectors;

    /// <summary>Vectors of shared memory that a slice needs: two buffers, or later its results and its sums of the right factor.</summary>
    public static int VectorsOfSlice => Larger(2 * BufferVectors, SliceVectors + TiledProduct.StepDepth * N / 4);

    /// <summary>Vectors of shared memory that a group needs.</summary>
    public static int SharedVectors => Slices * VectorsOfSlice;

    /// <summary>A warp's place along m in the tile: 0 .. 2^LogM - 1.</summary>
    public static int WarpM(int warp) => warp & ((1 << TWarps.LogM) - 1);

    /// <summary>A warp's place along n in the tile: 0 .. 2^LogN - 1.</summary>
    public static int WarpN(int warp) => Team == 1 ? 0 : warp >> TWarps.LogM;

    /// <summary>The left piece from row <paramref name="k"/> and vector <paramref name="vector"/> of the warp's rows m on.</summary>
    public static ArrayView<Float4> LeftOf(ArrayView<Float4> buffer, int k, int warp, int vector) =>
        From(buffer, k * LeftStride + WarpM(warp) * (Tile<TShape>.M / 4) + vector);

    /// <summary>The right piece from row <paramref name="k"/> and vector <paramref name="vector"/> of the warp's columns n on.</summary>
    public static ArrayView<Float4> RightOf(ArrayView<Float4> buffer, int k, int warp, int vector) =>
        From(buffer, TiledProduct.StepDepth * LeftStride + k * RightStride + WarpN(warp) * (Tile<TShape>.N / 4) + vector);

    private static int Larger(int a, int b) => a > b ? a : b;

    private static ArrayView<Float4> From(ArrayView<Float4> buffer, int start) => buffer.SubView(start, BufferVectors - start);
}
