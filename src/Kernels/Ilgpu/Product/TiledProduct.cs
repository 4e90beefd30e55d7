using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What a launch of <see cref="TiledProduct.Kernel"/> needs.</summary>
internal struct ProductArguments<TLeft, TRight, TResult>
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
{
    public TLeft Left;
    public TRight Right;
    public TResult Result;

    /// <summary>[splits, tiles, 32, 32] partial sums; unused when <see cref="Splits"/> is 1.</summary>
    public ArrayView<Float4> Partials;

    public int M;
    public int N;
    public int K;

    /// <summary>Groups that share one tile, each with its own range of k.</summary>
    public int Splits;

    /// <summary>Steps of eight k that one warp does.</summary>
    public int Steps;

    /// <summary>Not 0: the result is written four elements at a time.</summary>
    public int VectorStores;
}

/// <summary>Every heavy operation of a DQN as one kernel: the matrix product, tiled.</summary>
/// <remarks>
/// <code>
/// result[m, n] = sum over k of  left[m, k] * right[k, n]        m &lt; M, n &lt; N, k &lt; K
/// </code>
/// <para><b>Mapping.</b> A group computes one 32 x 32 tile of the result. Each of its 1..8 warps computes the WHOLE tile for its own share
/// of
/// the k axis (sliced K), so that even a product with few tiles keeps a multiprocessor's schedulers busy; at the end the slices are summed
/// in
/// their order. Inside a warp the 32 lanes form 4 x 8 and each owns 8 x 4 results in registers (<see cref="RegisterTile"/>).</para>
/// <para><b>Reads.</b> Per step a warp brings 32 x 8 of the left and 8 x 32 of the right factor from global memory over registers to its
/// own 4 KB of shared memory, double buffered: the loads of step i + 1 are issued before the multiplications of step i, whose results
/// do not depend on them. Every float brought in is used 32 times.</para>
/// <para><b>Writes.</b> The tile through <typeparamref name="TResult"/>'s epilogue; or, when several groups share a tile
/// (<see cref="ProductArguments{TLeft, TRight, TResult}.Splits"/> &gt; 1), partial sums that <see cref="SplitSum"/> adds in fixed order. No
/// atomics: the same input gives the same bits.</para>
/// </remarks>
internal static class TiledProduct
{
    public const int TileSize = 32;
    public const int StepDepth = 8;
    public const int WarpSize = 32;
    public const int MaxWarps = 8;

    /// <summary>Four-float vectors of one operand piece [8][32] in shared memory.</summary>
    private const int PieceVectors = StepDepth * TileSize / 4;

    /// <summary>Vectors of a whole tile [32][32]; also of one warp's buffers: two buffers of a left and a right piece.</summary>
    public const int TileVectors = TileSize * TileSize / 4;

    /// <summary>Grid [tiles of M, tiles of N, splits * phases], group [32 * warps].</summary>
    public static void Kernel<TLeft, TRight, TResult, TLoading>(ProductArguments<TLeft, TRight, TResult> arguments)
        where TLeft : struct, IMatrixOperand
        where TRight : struct, IMatrixOperand
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
    {
        var lane = Group.IdxX % WarpSize;
        var warp = Group.IdxX / WarpSize;
        var warps = Group.DimX / WarpSize;
        var split = Grid.IdxZ % arguments.Splits;
        var phase = Grid.IdxZ / arguments.Splits;
        var tileM = Grid.IdxX * TileSize;
        var tileN = Grid.IdxY * TileSize;

        var shared = SharedMemory.Allocate<Float4>(MaxWarps * TileVectors);
        var buffers = shared.SubView(warp * TileVectors, TileVectors);

        var leftAt = arguments.Left.At(tileM + TileStage.OuterOfLane<TLeft, TLoading>(lane), phase);
        var rightAt = arguments.Right.At(tileN + TileStage.OuterOfLane<TRight, TLoading>(lane), phase);

        var k = (split * warps + warp) * arguments.Steps * StepDepth;
        var kEnd = IntrinsicMath.Min(k + arguments.Steps * StepDepth, arguments.K);

        // This lane's corner of the tile: rows 8 * (lane / 8) .. + 7, columns 4 * (lane % 8) .. + 3.
        var leftVector = lane / 8 * 2;
        var rightVector = lane % 8;
        var tile = default(RegisterTile);

        var left = TileStage.Load<TLeft, TLoading>(ref arguments.Left, leftAt, lane, k, kEnd);
        var right = TileStage.Load<TRight, TLoading>(ref arguments.Right, rightAt, lane, k, kEnd);
        for (var step = 0; step < arguments.Steps; step++)
        {
            var current = buffers.SubView(step % 2 * 2 * PieceVectors, 2 * PieceVectors);
            TileStage.Store<TLeft, TLoading>(current.SubView(0, PieceVectors), lane, left);
            TileStage.Store<TRight, TLoading>(current.SubView(PieceVectors, PieceVectors), lane, right);
            Group.Barrier();

            k += StepDepth;
            left = TileStage.Load<TLeft, TLoading>(ref arguments.Left, leftAt, lane, k, kEnd);
            right = TileStage.Load<TRight, TLoading>(ref arguments.Right, rightAt, lane, k, kEnd);

            var leftPiece = current.SubView(leftVector, PieceVectors - leftVector);
            var rightPiece = current.SubView(PieceVectors + rightVector, PieceVectors - rightVector);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 0);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 1);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 2);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 3);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 4);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 5);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 6);
            AddOuterProduct(ref tile, leftPiece, rightPiece, 7);
        }

        Group.Barrier();
        WriteTile(buffers, lane, tile);
        Group.Barrier();

        for (var i = Group.IdxX; i < TileVectors; i += Group.DimX)
        {
            var sum = shared[i];
            for (var slice = 1; slice < warps; slice++)
                sum = Add(sum, shared[slice * TileVectors + i]);
            if (arguments.Splits > 1)
            {
                var tileIndex = (split * Grid.DimX + Grid.IdxX) * Grid.DimY + Grid.IdxY;
                arguments.Partials[tileIndex * TileVectors + i] = sum;
            }
            else
            {
                StoreResult(
                    ref arguments.Result, tileM + i / 8, tileN + i % 8 * 4, phase, arguments.M, arguments.N, arguments.VectorStores, sum);
            }
        }
    }

    /// <summary>Hands four neighbouring results of one row to the epilogue, without those outside M x N.</summary>
    public static void StoreResult<TResult>(ref TResult result, int m, int n, int phase, int rows, int columns, int vectorStores, Float4 sum)
        where TResult : struct, IMatrixResult
    {
        if (m >= rows || n >= columns)
            return;
        if (vectorStores != 0)
        {
            result.StoreVector(m, n, phase, sum);
            return;
        }
        result.Store(m, n, phase, sum.X);
        if (n + 1 < columns)
            result.Store(m, n + 1, phase, sum.Y);
        if (n + 2 < columns)
            result.Store(m, n + 2, phase, sum.Z);
        if (n + 3 < columns)
            result.Store(m, n + 3, phase, sum.W);
    }

    public static Float4 Add(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);

    // Called eight times by hand: ILGPU unrolls no loops, and unrolled, every address is a register plus a constant.
    private static void AddOuterProduct(ref RegisterTile tile, ArrayView<Float4> left, ArrayView<Float4> right, int depth) =>
        tile.AddOuterProduct(left[depth * 8], left[depth * 8 + 1], right[depth * 8]);

    private static void WriteTile(ArrayView<Float4> target, int lane, RegisterTile tile)
    {
        // Row r of the tile is 8 vectors; this lane's rows start at 8 * (lane / 8).
        var corner = lane / 8 * 64 + lane % 8;
        target[corner] = tile.Row0;
        target[corner + 8] = tile.Row1;
        target[corner + 16] = tile.Row2;
        target[corner + 24] = tile.Row3;
        target[corner + 32] = tile.Row4;
        target[corner + 40] = tile.Row5;
        target[corner + 48] = tile.Row6;
        target[corner + 56] = tile.Row7;
    }
}
