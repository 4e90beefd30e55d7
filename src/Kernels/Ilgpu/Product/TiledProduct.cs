using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What <see cref="TiledProduct{TLeft, TRight, TResult, TLoading, TShape, TWarps, TWork}"/> needs to know of one product.</summary>
internal struct ProductArguments<TLeft, TRight, TResult>
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
{
    public TLeft Left;
    public TRight Right;
    public TResult Result;

    /// <summary>Unused when a tile belongs to one group.</summary>
    public PartialTiles Partials;

    public int M;
    public int N;
    public int K;

    /// <summary>Steps of eight k that one warp does.</summary>
    public int Steps;

    /// <summary>Tiles along m.</summary>
    public Divisor TilesM;

    /// <summary>Tiles along n.</summary>
    public Divisor TilesN;

    /// <summary>Groups that share one tile, each with its own range of k.</summary>
    public Divisor Splits;

    /// <summary>Groups of all members.</summary>
    public int Groups;
}

/// <summary>Every heavy operation of a DQN as one kernel: the matrix product, tiled.</summary>
/// <remarks>
/// <code>
/// result[m, n] = sum over k of  left[m, k] * right[k, n]        m &lt; M, n &lt; N, k &lt; K
/// </code>
/// <para><b>Mapping.</b> A group computes one tile of the result, 64 x 32 or 128 x 16 (<see cref="ITileShape"/>). Each of its 1, 2 or 4 warps computes the
/// WHOLE tile for its own share of the k axis (sliced K), so that even a product with few tiles keeps a multiprocessor's schedulers busy, and no warp ever waits
/// for another before its slice is done; at the end the slices are summed in their order. Inside a warp each lane owns 8 x 8 results in registers
/// (<see cref="RegisterTile"/>): two runs of four rows and two of four columns, half a tile apart, so that the lanes' 16-byte reads of shared memory touch
/// each bank once.</para>
/// <para><b>Reads.</b> Per step a warp brings 8 k of the left and the right factor from global memory over registers to its own shared memory, double
/// buffered: the loads of step i + 1 are issued before the 512 multiply-adds of step i, and first looked at behind them. Every float of the
/// left is used N times a tile, of the right M times.</para>
/// <para><b>Writes.</b> The tile through <typeparamref name="TResult"/>'s epilogue; or, when several groups share a tile, partial sums
/// (<see cref="PartialTiles"/>), which are added in fixed order. The same input gives the same bits.</para>
/// <para><b>Sums of the right factor</b>, a bias's gradient: the right piece lies in shared memory anyway, so in every step the lanes of row r of the tile add up
/// k = r of it, two vectors each. Only tiles of the first rows write them.</para>
/// </remarks>
internal static class TiledProduct<TLeft, TRight, TResult, TLoading, TShape, TWarps, TWork>
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpCount
    where TWork : struct, IGroupWork
{
    /// <summary>One product. Grid [groups], group [32 * warps].</summary>
    public static void Kernel(ProductArguments<TLeft, TRight, TResult> arguments) =>
        Run(ref arguments, Grid.IdxX, SharedMemory.Allocate<Float4>(TWarps.Count * Tile<TShape>.WarpVectors), SharedMemory.Allocate<int>(1));

    /// <summary>What group number <paramref name="group"/> of the product does.</summary>
    /// <param name="arguments">The product.</param>
    /// <param name="group">0 .. groups - 1: ((member * splits + split) * tiles of N + tile of N) * tiles of M + tile of M.</param>
    /// <param name="shared">[warps * <see cref="Tile{TShape}.WarpVectors"/>] of shared memory.</param>
    /// <param name="last">One element of shared memory.</param>
    public static void Run(ref ProductArguments<TLeft, TRight, TResult> arguments, int group, ArrayView<Float4> shared, ArrayView<int> last)
    {
        var lane = Group.IdxX & (TiledProduct.WarpSize - 1);
        var warp = Group.IdxX >> 5;
        var aboveM = arguments.TilesM.Quotient(group);
        var aboveN = arguments.TilesN.Quotient(aboveM);
        var member = arguments.Splits.Quotient(aboveN);
        var tileM = group - aboveM * arguments.TilesM.Value;
        var tileN = aboveM - aboveN * arguments.TilesN.Value;
        var split = aboveN - member * arguments.Splits.Value;
        arguments.Left.Enter(member);
        arguments.Right.Enter(member);
        arguments.Result.Enter(member);

        var firstM = tileM * Tile<TShape>.M;
        var firstN = tileN * Tile<TShape>.N;
        var buffers = shared.SubView(warp * Tile<TShape>.WarpVectors, Tile<TShape>.WarpVectors);
        var leftParts = TileStage<TLeft, TLoading, LeftSide<TShape>>.Locate(ref arguments.Left, lane, firstM, arguments.M);
        var rightParts = TileStage<TRight, TLoading, RightSide<TShape>>.Locate(ref arguments.Right, lane, firstN, arguments.N);
        var k = (split * TWarps.Count + warp) * arguments.Steps * TiledProduct.StepDepth;
        var kEnd = IntrinsicMath.Min(k + arguments.Steps * TiledProduct.StepDepth, arguments.K);
        // The last slices may have fewer steps than the others, or none.
        var steps = (kEnd - k + TiledProduct.StepDepth - 1) >> TiledProduct.LogStepDepth;
        var lastStep = LastStep(kEnd);
        k = IntrinsicMath.Min(k, lastStep);
        var laneM = TShape.LaneM(lane);
        var laneN = TShape.LaneN(lane);
        var tile = default(RegisterTile);
        var rightSums = default(RegisterRow);

        Store(
            ref arguments, buffers, lane,
            TileStage<TLeft, TLoading, LeftSide<TShape>>.Load(ref arguments.Left, leftParts, lane, k, kEnd),
            TileStage<TRight, TLoading, RightSide<TShape>>.Load(ref arguments.Right, rightParts, lane, k, kEnd));
        Wait.ForWarp<TWork>();
        // Where the whole group waits at every step, all warps make as many.
        for (var step = 0; step < (TWork.HasWarps ? steps : arguments.Steps); step++)
        {
            // Behind the last step the last one is read once more, and not looked at: that is cheaper than asking in every step.
            k = IntrinsicMath.Min(k + TiledProduct.StepDepth, lastStep);
            var left = TileStage<TLeft, TLoading, LeftSide<TShape>>.Load(ref arguments.Left, leftParts, lane, k, kEnd);
            var right = TileStage<TRight, TLoading, RightSide<TShape>>.Load(ref arguments.Right, rightParts, lane, k, kEnd);

            var current = Buffer(buffers, step & 1);
            if (TWork.HasWarps || step < steps)
            {
                TShape.Multiply(ref tile, current, lane);
                if (TResult.WantsRightSums)
                    AddRight(ref rightSums, current, laneM, laneN);
            }

            Store(ref arguments, Buffer(buffers, 1 - (step & 1)), lane, left, right);
            Wait.ForWarp<TWork>();
        }

        var partials = (member * arguments.TilesN.Value + tileN) * arguments.TilesM.Value + tileM;
        WriteHalf(
            ref arguments, shared, buffers, lane, 0, firstM, firstN, partials, split,
            LaneVectors.Of<TResult>(tile.Row0, tile.Row1, tile.Row2, tile.Row3));
        WriteHalf(
            ref arguments, shared, buffers, lane, TiledProduct.HalfVectors, firstM, firstN, partials, split,
            LaneVectors.Of<TResult>(tile.Row4, tile.Row5, tile.Row6, tile.Row7));
        if (TResult.WantsRightSums)
            WriteRightSums(ref arguments, shared, buffers, laneM, laneN, tileM, tileN, split, rightSums);

        if (TWork.HasWarps && arguments.Splits.Value > 1)
        {
            if (!Wait.IsLastGroup(ref arguments.Partials.Counters[partials], arguments.Splits.Value, last))
                return;
            SplitSum<TResult, TLoading, TShape>.AddTile(
                ref arguments.Result, arguments.Partials, partials, TWarps.Count * TiledProduct.WarpSize, firstM, firstN, arguments.M, arguments.N);
            if (TResult.WantsRightSums && tileM == 0 && Group.IdxX < Tile<TShape>.N)
                SplitSum<TResult, TLoading, TShape>.AddRight(ref arguments.Result, arguments.Partials, tileN, Group.IdxX, arguments.N);
        }
    }

    /// <summary>The last k that a step of a slice up to <paramref name="kEnd"/> begins at; element by element, any k will do.</summary>
    private static int LastStep(int kEnd) => TLoading.Vectorized ? kEnd - TiledProduct.StepDepth : int.MaxValue / 2;

    /// <summary>One of the two buffers of a warp.</summary>
    private static ArrayView<Float4> Buffer(ArrayView<Float4> buffers, int number) =>
        buffers.SubView(number * Tile<TShape>.BufferVectors, Tile<TShape>.BufferVectors);

    private static void Store(
        ref ProductArguments<TLeft, TRight, TResult> arguments, ArrayView<Float4> buffer, int lane, in TilePiece left, in TilePiece right)
    {
        var rightStart = TiledProduct.StepDepth * Tile<TShape>.LeftStride;
        TileStage<TLeft, TLoading, LeftSide<TShape>>.Store(ref arguments.Left, buffer, lane, left);
        TileStage<TRight, TLoading, RightSide<TShape>>.Store(
            ref arguments.Right, buffer.SubView(rightStart, Tile<TShape>.BufferVectors - rightStart), lane, right);
    }

    /// <summary>sums += right[k = laneM mod 8, this lane's columns].</summary>
    private static void AddRight(ref RegisterRow sums, ArrayView<Float4> buffer, int laneM, int laneN)
    {
        var row = Tile<TShape>.RightOf(buffer, laneM & 7, laneN);
        sums.Low = TiledProduct.Add(sums.Low, row[0]);
        sums.High = TiledProduct.Add(sums.High, row[Tile<TShape>.N / 8]);
    }

    /// <summary>Sums the warps' slices of half a tile, in their order, and hands the sums on.</summary>
    /// <remarks>
    /// Each warp writes its own half tile to its shared memory, a lane's vectors 32 apart; then thread i takes vectors i, i + threads, ... of all slices. The
    /// part of a single warp goes as it is.
    /// </remarks>
    private static void WriteHalf(
        ref ProductArguments<TLeft, TRight, TResult> arguments, ArrayView<Float4> shared, ArrayView<Float4> buffers, int lane, int first,
        int firstM, int firstN, int partials, int split, in LaneVectors vectors)
    {
        if (TWarps.Count == 1 && arguments.Splits.Value > 1)
        {
            arguments.Partials.Write(partials, split, first + lane, vectors);
            return;
        }
        // The buffers are read until here, and so is the half before.
        Group.Barrier();
        vectors.WriteTo(buffers, lane);
        Group.Barrier();
        for (var i = Group.IdxX; i < TiledProduct.HalfVectors; i += TWarps.Count * TiledProduct.WarpSize)
        {
            var sum = shared[i];
            for (var slice = 1; slice < TWarps.Count; slice++)
                sum = TiledProduct.Add(sum, shared[slice * Tile<TShape>.WarpVectors + i]);
            if (arguments.Splits.Value > 1)
                arguments.Partials.Write(partials, split, first + i, sum);
            else
                TileVector<TResult, TLoading, TShape>.Deliver(
                    ref arguments.Result, first + i, firstM, firstN, arguments.M, arguments.N, sum);
        }
    }

    /// <summary>Sums the right factor's columns over the eight k of a step and over the warps, in that order.</summary>
    private static void WriteRightSums(
        ref ProductArguments<TLeft, TRight, TResult> arguments, ArrayView<Float4> shared, ArrayView<Float4> buffers, int laneM, int laneN, int tileM,
        int tileN, int split, RegisterRow sums)
    {
        Group.Barrier();
        if (laneM < TiledProduct.StepDepth)
        {
            buffers[laneM * (Tile<TShape>.N / 4) + laneN] = sums.Low;
            buffers[laneM * (Tile<TShape>.N / 4) + Tile<TShape>.N / 8 + laneN] = sums.High;
        }
        Group.Barrier();
        var n = Group.IdxX;
        if (tileM != 0 || n >= Tile<TShape>.N)
            return;
        var sum = 0f;
        for (var slice = 0; slice < TWarps.Count; slice++)
        {
            var rows = shared.SubView(slice * Tile<TShape>.WarpVectors, Tile<TShape>.WarpVectors).Cast<float>();
            for (var row = 0; row < TiledProduct.StepDepth; row++)
                sum += rows[row * Tile<TShape>.N + n];
        }
        if (arguments.Splits.Value > 1)
            arguments.Partials.WriteRightSum(tileN * Tile<TShape>.N + n, split, sum);
        else if (tileN * Tile<TShape>.N + n < arguments.N)
            arguments.Result.StoreRightSum(tileN * Tile<TShape>.N + n, sum);
    }
}

/// <summary>Sizes that all products share.</summary>
internal static class TiledProduct
{
    /// <summary>k of a step.</summary>
    public const int StepDepth = 1 << LogStepDepth;

    public const int LogStepDepth = 3;

    public const int WarpSize = 32;

    /// <summary>Vectors of a tile of results: 64 x 32 or 128 x 16 floats.</summary>
    public const int TileVectors = 2 * HalfVectors;

    /// <summary>Vectors of half a tile.</summary>
    public const int HalfVectors = 1 << LogHalfVectors;

    public const int LogHalfVectors = 8;

    /// <summary>The largest group.</summary>
    public const int MaxWarps = 4;

    public static Float4 Add(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);
}
