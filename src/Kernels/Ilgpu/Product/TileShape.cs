using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>How the 32 lanes of a warp lie over the tile of results that it computes, and what they compute it with. Every lane owns 8 x 8 of them.</summary>
/// <remarks>Sizes are compile-time constants of a kernel: each shape is a kernel of its own, in which every address is a register plus a constant.</remarks>
internal interface ITileShape
{
    /// <summary>log2 of the lanes along m; the other lanes lie along n.</summary>
    static abstract int LogLanesM { get; }

    /// <summary>A lane's place along m: 0 .. lanes along m - 1.</summary>
    static abstract int LaneM(int lane);

    /// <summary>A lane's place along n: 0 .. lanes along n - 1.</summary>
    static abstract int LaneN(int lane);

    /// <summary>tile += the left piece times the right piece in <paramref name="buffer"/>, for this lane's results.</summary>
    /// <param name="tile">The results.</param>
    /// <param name="buffer">[8][left outer indices] and [8][right ones], see <see cref="GroupTile{TShape, TWarps}"/>.</param>
    /// <param name="lane">0..31.</param>
    /// <param name="warp">This lane's warp: 0 .. warps - 1.</param>
    static abstract void Multiply<TWarps>(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp) where TWarps : struct, IWarpLayout;
}

/// <summary>64 x 32 results: 8 x 4 lanes. For results of 32 columns and more.</summary>
/// <remarks>
/// Lanes lie in pairs: l and l + 1 (l even) read the same of the right factor, l and l + 2 (l mod 4 below 2) the same of the left one. A 16-byte read of shared
/// memory takes a quarter of the warp at a time, or, where every lane of such pairs reads the same, half of it.
/// </remarks>
internal struct WideTile : ITileShape
{
    public static int LogLanesM => 3;

    public static int LaneM(int lane) => ((lane >> 2) & ~1) | (lane & 1);

    public static int LaneN(int lane) => (lane >> 1) & 3;

    public static void Multiply<TWarps>(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp) where TWarps : struct, IWarpLayout =>
        FmaProduct<WideTile, TWarps>.Add(ref tile, buffer, lane, warp);
}

/// <summary>128 x 16 results: 16 x 2 lanes. For 16 columns or fewer, as the 16 filters of the article's first layer, which would half fill a wide tile.</summary>
internal struct TallTile : ITileShape
{
    public static int LogLanesM => 4;

    public static int LaneM(int lane) => ((lane >> 1) & ~1) | (lane & 1);

    public static int LaneN(int lane) => (lane >> 1) & 1;

    public static void Multiply<TWarps>(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp) where TWarps : struct, IWarpLayout =>
        FmaProduct<TallTile, TWarps>.Add(ref tile, buffer, lane, warp);
}

/// <summary>64 x 32 results by tensor cores, in TF32.</summary>
internal struct TensorTile : ITileShape
{
    public static int LogLanesM => 3;

    public static int LaneM(int lane) => TensorLane.M(lane);

    public static int LaneN(int lane) => TensorLane.N(lane);

    public static void Multiply<TWarps>(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp) where TWarps : struct, IWarpLayout =>
        TensorProduct<TWarps>.Add(ref tile, buffer, lane, warp);
}

/// <summary>64 x 32 results by tensor cores, in pairs of TF32 numbers.</summary>
internal struct SplitTensorTile : ITileShape
{
    public static int LogLanesM => 3;

    public static int LaneM(int lane) => TensorLane.M(lane);

    public static int LaneN(int lane) => TensorLane.N(lane);

    public static void Multiply<TWarps>(ref RegisterTile tile, ArrayView<Float4> buffer, int lane, int warp) where TWarps : struct, IWarpLayout =>
        TensorProduct<TWarps>.AddSplit(ref tile, buffer, lane, warp);
}

/// <summary>The tile of results of a warp: what follows from a <see cref="ITileShape"/>.</summary>
internal static class Tile<TShape> where TShape : struct, ITileShape
{
    private const int LogWarpSize = 5;

    public static int LogLanesN => LogWarpSize - TShape.LogLanesM;

    /// <summary>Rows of results.</summary>
    public static int M => 8 << TShape.LogLanesM;

    /// <summary>Columns of results.</summary>
    public static int N => 8 << LogLanesN;
}
