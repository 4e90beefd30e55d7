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

    /// <summary>Tiles along m.</summary>
    public Divisor TilesM;

    /// <summary>Tiles along n.</summary>
    public Divisor TilesN;

    /// <summary>Which group does what.</summary>
    public EvenShares Shares;
}

/// <summary>Every heavy operation of a DQN as one kernel: the matrix product, tiled.</summary>
/// <remarks>
/// <code>
/// result[m, n] = sum over k of  left[m, k] * right[k, n]        m &lt; M, n &lt; N, k &lt; K
/// </code>
/// <para><b>Mapping.</b> A group computes one tile of the result after the other, 64 x 32 or 128 x 16 (<see cref="ITileShape"/>), the first and the last perhaps
/// for a part of the k axis only (<see cref="EvenShares"/>). Each of its 1, 2 or 4 warps computes the WHOLE tile, warp w for every warps-th eight k from the w-th
/// on, so that even a product with few tiles keeps a multiprocessor's schedulers busy, and no warp ever waits for another before its k are done; at the end the
/// warps' sums are added (<see cref="IWarpCount.Finish"/>). Inside a warp each lane owns 8 x 8 results in registers (<see cref="RegisterTile"/>): two
/// runs of four rows and two of four columns, half a tile apart.</para>
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
        Run(arguments, Grid.IdxX, SharedMemory.Allocate<Float4>(TWarps.Count * Tile<TShape>.WarpVectors), SharedMemory.Allocate<int>(1));

    /// <summary>What group number <paramref name="group"/> of the product does.</summary>
    /// <param name="arguments">The product.</param>
    /// <param name="group">0 .. groups - 1.</param>
    /// <param name="shared">[warps * <see cref="Tile{TShape}.WarpVectors"/>] of shared memory.</param>
    /// <param name="last">One element of shared memory.</param>
    public static void Run(in ProductArguments<TLeft, TRight, TResult> arguments, int group, ArrayView<Float4> shared, ArrayView<int> last)
    {
        var unit = arguments.Shares.Start(group);
        var end = arguments.Shares.Start(group + 1);
        while (unit < end)
        {
            var tile = arguments.Shares.UnitsPerTile.Quotient(unit);
            var first = unit - tile * arguments.Shares.UnitsPerTile.Value;
            var units = IntrinsicMath.Min(arguments.Shares.UnitsPerTile.Value - first, end - unit);
            AddUnits(arguments, group, tile, first, units, shared, last);
            unit += units;
            // The next tile's factors overwrite what other warps may still read of this one's sums.
            if (unit < end)
                Group.Barrier();
        }
    }

    /// <summary>A tile, or a part of its k axis.</summary>
    private static void AddUnits(
        in ProductArguments<TLeft, TRight, TResult> arguments, int group, int tileNumber, int firstUnit, int units, ArrayView<Float4> shared, ArrayView<int> last)
    {
        var lane = Group.IdxX & (TiledProduct.WarpSize - 1);
        var warp = Group.IdxX >> 5;
        var aboveM = arguments.TilesM.Quotient(tileNumber);
        var member = arguments.TilesN.Quotient(aboveM);
        var tileM = tileNumber - aboveM * arguments.TilesM.Value;
        var tileN = aboveM - member * arguments.TilesN.Value;
        // Copies: they enter the tile's member, and the arguments stay those of all tiles.
        var leftFactor = arguments.Left;
        var rightFactor = arguments.Right;
        var result = arguments.Result;
        leftFactor.Enter(member);
        rightFactor.Enter(member);
        result.Enter(member);

        var firstM = tileM * Tile<TShape>.M;
        var firstN = tileN * Tile<TShape>.N;
        var buffers = shared.SubView(warp * Tile<TShape>.WarpVectors, Tile<TShape>.WarpVectors);
        var laneM = TShape.LaneM(lane);
        var laneN = TShape.LaneN(lane);

        // Eight k a step. The last unit of a tile may lack k for some of the warps.
        var firstStep = firstUnit * TWarps.Count + warp;
        var stepsOfK = (arguments.K + TiledProduct.StepDepth - 1) >> TiledProduct.LogStepDepth;
        var steps = units;
        if (firstStep + (units - 1) * TWarps.Count >= stepsOfK)
            steps--;
        var k = firstStep * TiledProduct.StepDepth;
        var lastK = LastK(arguments.K, k + (steps - 1) * (TWarps.Count * TiledProduct.StepDepth));
        k = IntrinsicMath.Min(k, lastK);
        var leftParts = TileStage<TLeft, TLoading, LeftSide<TShape>>.Locate(ref leftFactor, lane, firstM, arguments.M);
        var rightParts = TileStage<TRight, TLoading, RightSide<TShape>>.Locate(ref rightFactor, lane, firstN, arguments.N);
        var tile = default(RegisterTile);
        var rightSums = default(RegisterRow);
        Store(
            ref leftFactor, ref rightFactor, buffers, lane,
            TileStage<TLeft, TLoading, LeftSide<TShape>>.Load(ref leftFactor, leftParts, lane, k, arguments.K),
            TileStage<TRight, TLoading, RightSide<TShape>>.Load(ref rightFactor, rightParts, lane, k, arguments.K));
        Wait.ForWarp<TWork>();
        // Where the whole group waits at every step, all warps make as many.
        for (var step = 0; step < (TWork.HasWarps ? steps : units); step++)
        {
            // Behind the last step the last one is read once more, and not looked at: that is cheaper than asking in every step.
            k = IntrinsicMath.Min(k + TWarps.Count * TiledProduct.StepDepth, lastK);
            var left = TileStage<TLeft, TLoading, LeftSide<TShape>>.Load(ref leftFactor, leftParts, lane, k, arguments.K);
            var right = TileStage<TRight, TLoading, RightSide<TShape>>.Load(ref rightFactor, rightParts, lane, k, arguments.K);

            var current = Buffer(buffers, step & 1);
            if (TWork.HasWarps || step < steps)
            {
                TShape.Multiply(ref tile, current, lane);
                if (TResult.WantsRightSums)
                    AddRight(ref rightSums, current, laneM, laneN);
            }

            Store(ref leftFactor, ref rightFactor, Buffer(buffers, 1 - (step & 1)), lane, left, right);
            Wait.ForWarp<TWork>();
        }

        if (TResult.WantsRightSums)
            LayDown(buffers, laneM, laneN, rightSums);
        var end = new TileEnd
        {
            Partials = arguments.Partials,
            IsWhole = units == arguments.Shares.UnitsPerTile.Value,
            Slot = PartialTiles.Slot(group, firstUnit == 0),
            FirstM = firstM,
            FirstN = firstN,
            M = arguments.M,
            N = arguments.N,
        };
        TWarps.Finish<TResult, TLoading, TShape>(end, ref result, shared, warp, lane, LaneVectors.Of<TResult>(tile));
        if (TResult.WantsRightSums && tileM == 0 & Group.IdxX < Tile<TShape>.N)
            end.HandOnRightSum(ref result, Group.IdxX, RightSum(shared, Group.IdxX));

        if (!end.IsWhole)
            TWork.PartIsWritten<TResult, TLoading, TShape>(ref result, end, arguments.Shares, tileNumber, group, TWarps.Count, last);
    }

    /// <summary>The last k that is read, if a warp's last step begins at <paramref name="k"/>; element by element, any k will do.</summary>
    private static int LastK(int kLength, int k) => TLoading.Vectorized ? IntrinsicMath.Clamp(k, 0, kLength - TiledProduct.StepDepth) : int.MaxValue / 2;

    /// <summary>One of the two buffers of a warp.</summary>
    private static ArrayView<Float4> Buffer(ArrayView<Float4> buffers, int number) =>
        buffers.SubView(number * Tile<TShape>.BufferVectors, Tile<TShape>.BufferVectors);

    private static void Store(
        ref TLeft leftFactor, ref TRight rightFactor, ArrayView<Float4> buffer, int lane, in TilePiece left, in TilePiece right)
    {
        var rightStart = TiledProduct.StepDepth * Tile<TShape>.LeftStride;
        TileStage<TLeft, TLoading, LeftSide<TShape>>.Store(ref leftFactor, buffer, lane, left);
        TileStage<TRight, TLoading, RightSide<TShape>>.Store(
            ref rightFactor, buffer.SubView(rightStart, Tile<TShape>.BufferVectors - rightStart), lane, right);
    }

    /// <summary>sums += right[k = laneM mod 8, this lane's columns].</summary>
    private static void AddRight(ref RegisterRow sums, ArrayView<Float4> buffer, int laneM, int laneN)
    {
        var row = Tile<TShape>.RightOf(buffer, laneM & 7, laneN);
        sums.Low = TiledProduct.Add(sums.Low, row[0]);
        sums.High = TiledProduct.Add(sums.High, row[Tile<TShape>.N / 8]);
    }

    /// <summary>Where a warp's sums of the right factor lie, behind those of the tile: [8 k][columns].</summary>
    private static ArrayView<Float4> RightSumsOf(ArrayView<Float4> buffers) =>
        buffers.SubView(Tile<TShape>.SliceVectors, Tile<TShape>.WarpVectors - Tile<TShape>.SliceVectors);

    private static void LayDown(ArrayView<Float4> buffers, int laneM, int laneN, RegisterRow sums)
    {
        if (laneM >= TiledProduct.StepDepth)
            return;
        var row = RightSumsOf(buffers).SubView(laneM * (Tile<TShape>.N / 4) + laneN, Tile<TShape>.N / 8 + 1);
        row[0] = sums.Low;
        row[Tile<TShape>.N / 8] = sums.High;
    }

    /// <summary>The sum of a column of the right factor over the eight k of a step and over the warps, in that order.</summary>
    private static float RightSum(ArrayView<Float4> shared, int column)
    {
        var sum = 0f;
        for (var warp = 0; warp < TWarps.Count; warp++)
        {
            var rows = RightSumsOf(shared.SubView(warp * Tile<TShape>.WarpVectors, Tile<TShape>.WarpVectors)).Cast<float>();
            for (var row = 0; row < TiledProduct.StepDepth; row++)
                sum += rows[row * Tile<TShape>.N + column];
        }
        return sum;
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
    public const int TileVectors = Quads * QuadVectors;

    /// <summary>Pieces of a tile of four vectors a lane.</summary>
    public const int Quads = 4;

    /// <summary>Vectors of such a piece.</summary>
    public const int QuadVectors = 4 * WarpSize;

    /// <summary>The largest group.</summary>
    public const int MaxWarps = 4;

    public static Float4 Add(Float4 a, Float4 b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z, a.W + b.W);
}
