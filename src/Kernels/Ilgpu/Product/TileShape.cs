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
    static abstract void Multiply(ref RegisterTile tile, ArrayView<Float4> buffer, int lane);
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

    public static void Multiply(ref RegisterTile tile, ArrayView<Float4> buffer, int lane) => FmaProduct<WideTile>.Add(ref tile, buffer, lane);
}

/// <summary>128 x 16 results: 16 x 2 lanes. For 16 columns or fewer, as the 16 filters of the article's first layer, which would half fill a wide tile.</summary>
internal struct TallTile : ITileShape
{
    public static int LogLanesM => 4;

    public static int LaneM(int lane) => ((lane >> 1) & ~1) | (lane & 1);

    public static int LaneN(int lane) => (lane >> 1) & 1;

    public static void Multiply(ref RegisterTile tile, ArrayView<Float4> buffer, int lane) => FmaProduct<TallTile>.Add(ref tile, buffer, lane);
}

/// <summary>64 x 32 results by tensor cores, in TF32.</summary>
internal struct TensorTile : ITileShape
{
    public static int LogLanesM => 3;

    public static int LaneM(int lane) => TensorProduct.LaneM(lane);

    public static int LaneN(int lane) => TensorProduct.LaneN(lane);

    public static void Multiply(ref RegisterTile tile, ArrayView<Float4> buffer, int lane) => TensorProduct.Add(ref tile, buffer, lane);
}

/// <summary>64 x 32 results by tensor cores, in pairs of TF32 numbers.</summary>
internal struct SplitTensorTile : ITileShape
{
    public static int LogLanesM => 3;

    public static int LaneM(int lane) => TensorProduct.LaneM(lane);

    public static int LaneN(int lane) => TensorProduct.LaneN(lane);

    public static void Multiply(ref RegisterTile tile, ArrayView<Float4> buffer, int lane) => TensorProduct.AddSplit(ref tile, buffer, lane);
}

/// <summary>What follows from a <see cref="ITileShape"/>.</summary>
internal static class Tile<TShape> where TShape : struct, ITileShape
{
    private const int LogWarpSize = 5;

    /// <summary>Floats between the rows of k in shared memory, beyond the row itself.</summary>
    /// <remarks>
    /// With it a row step of 4 moves by 16 banks, so that the two lanes that store different k of one outer index never meet in a bank.
    /// </remarks>
    private const int Padding = 4;

    public static int LogLanesN => LogWarpSize - TShape.LogLanesM;

    /// <summary>Rows of results.</summary>
    public static int M => 8 << TShape.LogLanesM;

    /// <summary>Columns of results.</summary>
    public static int N => 8 << LogLanesN;

    /// <summary>Four-float vectors from one k of the left piece [8][M] in shared memory to the next.</summary>
    public static int LeftStride => (M + Padding) / 4;

    /// <summary>The same of the right piece [8][N].</summary>
    public static int RightStride => (N + Padding) / 4;

    /// <summary>Vectors of a left and a right piece.</summary>
    public static int BufferVectors => TiledProduct.StepDepth * (LeftStride + RightStride);

    /// <summary>Vectors of results that a warp hands to others through its shared memory at most: three of four quads.</summary>
    public static int SliceVectors => 3 * TiledProduct.QuadVectors;

    /// <summary>Vectors of shared memory that a warp needs: two buffers, or later its results and its sums of the right factor.</summary>
    public static int WarpVectors => Larger(2 * BufferVectors, SliceVectors + TiledProduct.StepDepth * N / 4);

    /// <summary>The left piece from vector <paramref name="vector"/> of row <paramref name="k"/> on.</summary>
    public static ArrayView<Float4> LeftOf(ArrayView<Float4> buffer, int k, int vector) => From(buffer, k * LeftStride + vector);

    /// <summary>The right piece from vector <paramref name="vector"/> of row <paramref name="k"/> on.</summary>
    public static ArrayView<Float4> RightOf(ArrayView<Float4> buffer, int k, int vector) =>
        From(buffer, TiledProduct.StepDepth * LeftStride + k * RightStride + vector);

    private static int Larger(int a, int b) => a > b ? a : b;

    private static ArrayView<Float4> From(ArrayView<Float4> buffer, int start) => buffer.SubView(start, BufferVectors - start);
}
