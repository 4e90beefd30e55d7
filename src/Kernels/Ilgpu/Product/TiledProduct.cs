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
/// <para><b>Mapping.</b> A group computes one tile of the result after the other, the first and the last perhaps for a part of the k axis only
/// (<see cref="EvenShares"/>). A warp has 64 x 32 or 128 x 16 results (<see cref="ITileShape"/>), and 1, 2 or 4 warps are a group in one of two ways
/// (<see cref="IWarpLayout"/>). As a team they lie side by side over a larger tile and share what is read. As slices each computes the WHOLE tile, warp w for
/// every warps-th eight k from the w-th on, so that even a product with few tiles keeps a multiprocessor's schedulers busy, and no warp waits for another
/// before its k are done; at the end the warps' sums are added. Inside a warp each lane owns 8 x 8 results in registers (<see cref="RegisterTile"/>):
/// two runs of four rows and two of four columns, half a warp's tile apart.</para>
/// <para><b>Reads.</b> Per step a team brings 8 k of the left and the right factor from global memory over registers to its shared memory, double
/// buffered: the loads of step i + 1 are issued before the 512 multiply-adds of step i, and first looked at behind them. Every float of the
/// left is used N times a tile, of the right M times.</para>
/// <para><b>Writes.</b> The tile through <typeparamref name="TResult"/>'s epilogue; or, when several groups share a tile, partial sums
/// (<see cref="PartialTiles"/>), which are added in fixed order. The same input gives the same bits.</para>
/// <para><b>Sums of the right factor</b>, a bias's gradient: the right piece lies in shared memory anyway, so in every step the lanes of row r of the tile add up
/// k = r of it, two vectors each. Only tiles of the first rows write them. Teams do not: a weight's gradient has few tiles and much k, and is made
/// in slices.</para>
/// </remarks>
internal static class TiledProduct<TLeft, TRight, TResult, TLoading, TShape, TWarps, TWork>
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape : struct, ITileShape
    where TWarps : struct, IWarpLayout
    where TWork : struct, IGroupWork
{
    /// <summary>One product. Grid [groups], group [32 * warps].</summary>
    public static void Kernel(ProductArguments<TLeft, TRight, TResult> arguments) =>
        Run(arguments, Grid.IdxX, SharedMemory.Allocate<Float4>(GroupTile<TShape, TWarps>.SharedVectors), SharedMemory.Allocate<int>(1));

    /// <summary>What group number <paramref name="group"/> of the product does.</summary>
    /// <param name="arguments">The product.</param>
    /// <param name="group">0 .. groups - 1.</param>
    /// <param name="shared">[<see cref="GroupTile{TShape, TWarps}.SharedVectors"/>] of shared memory.</param>
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
    [Computes(
        Operation.ConvolutionForward, Operation.ConvolutionForwardFromFrames, Operation.ConvolutionBackwardInput,
        Operation.ConvolutionBackwardWeights, Operation.ConvolutionBackwardWeightsFromFrames, Operation.LinearForward,
        Operation.LinearBackwardInput, Operation.LinearBackwardWeights, Depth = 1)]
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

        var firstM = tileM * GroupTile<TShape, TWarps>.M;
        var firstN = tileN * GroupTile<TShape, TWarps>.N;
        var slices = GroupTile<TShape, TWarps>.Slices;
        var isTeam = GroupTile<TShape, TWarps>.Team > 1;
        var slice = isTeam ? 0 : warp;
        var loader = isTeam ? Group.IdxX : lane;
        var buffers = shared.SubView(slice * GroupTile<TShape, TWarps>.VectorsOfSlice, GroupTile<TShape, TWarps>.VectorsOfSlice);
        var laneM = TShape.LaneM(lane);
        var laneN = TShape.LaneN(lane);

        // Eight k a step. The last unit of a tile may lack k for some of the slices.
        var firstStep = firstUnit * slices + slice;
        var stepsOfK = (arguments.K + TiledProduct.StepDepth - 1) >> TiledProduct.LogStepDepth;
        var steps = units;
        if (firstStep + (units - 1) * slices >= stepsOfK)
            steps--;
        var k = firstStep * TiledProduct.StepDepth;
        var lastK = LastK(arguments.K, k + (steps - 1) * (slices * TiledProduct.StepDepth));
        k = IntrinsicMath.Min(k, lastK);
        var leftParts = TileStage<TLeft, TLoading, LeftSide<TShape, TWarps>>.Locate(ref leftFactor, loader, firstM, arguments.M);
        var rightParts = TileStage<TRight, TLoading, RightSide<TShape, TWarps>>.Locate(ref rightFactor, loader, firstN, arguments.N);
        var tile = default(RegisterTile);
        var rightSums = default(RegisterRow);
        Store(
            ref leftFactor, ref rightFactor, buffers, loader,
            TileStage<TLeft, TLoading, LeftSide<TShape, TWarps>>.Load(ref leftFactor, leftParts, loader, k, arguments.K),
            TileStage<TRight, TLoading, RightSide<TShape, TWarps>>.Load(ref rightFactor, rightParts, loader, k, arguments.K));
        Wait.ForTeam<TWork, TWarps>();
        // Where the whole group waits at every step, all warps make as many.
        for (var step = 0; step < (TWork.HasWarps ? steps : units); step++)
        {
            // Behind the last step the last one is read once more, and not looked at: that is cheaper than asking in every step.
            k = IntrinsicMath.Min(k + slices * TiledProduct.StepDepth, lastK);
            var left = TileStage<TLeft, TLoading, LeftSide<TShape, TWarps>>.Load(ref leftFactor, leftParts, loader, k, arguments.K);
            var right = TileStage<TRight, TLoading, RightSide<TShape, TWarps>>.Load(ref rightFactor, rightParts, loader, k, arguments.K);

            var current = Buffer(buffers, step & 1);
            if (TWork.HasWarps || step < steps)
            {
                TShape.Multiply<TWarps>(ref tile, current, lane, warp);
                if (TResult.WantsRightSums)
                    AddRight(ref rightSums, current, laneM, laneN);
            }

            Store(ref leftFactor, ref rightFactor, Buffer(buffers, 1 - (step & 1)), loader, left, right);
            Wait.ForTeam<TWork, TWarps>();
        }

        if (TResult.WantsRightSums)
            LayDown(buffers, laneM, laneN, rightSums);
        var end = new TileEnd
        {
            Partials = isTeam ? arguments.Partials.OfWarp(warp, GroupTile<TShape, TWarps>.Team) : arguments.Partials,
            IsWhole = units == arguments.Shares.UnitsPerTile.Value,
            Slot = PartialTiles.Slot(group, firstUnit == 0),
            FirstM = firstM + GroupTile<TShape, TWarps>.WarpM(warp) * Tile<TShape>.M,
            FirstN = firstN + GroupTile<TShape, TWarps>.WarpN(warp) * Tile<TShape>.N,
            M = arguments.M,
            N = arguments.N,
        };
        TWarps.Finish<TResult, TLoading, TShape>(end, ref result, shared, warp, lane, LaneVectors.Of<TResult>(tile));
        if (TResult.WantsRightSums && tileM == 0 & Group.IdxX < Tile<TShape>.N)
            end.HandOnRightSum(ref result, Group.IdxX, RightSum(shared, Group.IdxX));

        if (!end.IsWhole)
            TWork.PartIsWritten<TResult, TLoading, TShape>(ref result, end, arguments.Shares, tileNumber, group, slices, last);
    }

    /// <summary>The last k that is read, if a warp's last step begins at <paramref name="k"/>; element by element, any k will do.</summary>
    private static int LastK(int kLength, int k) => TLoading.Vectorized ? IntrinsicMath.Clamp(k, 0, kLength - TiledProduct.StepDepth) : int.MaxValue / 2;

    /// <summary>One of the two buffers of a team.</summary>
    private static ArrayView<Float4> Buffer(ArrayView<Float4> buffers, int number) =>
        buffers.SubView(number * GroupTile<TShape, TWarps>.BufferVectors, GroupTile<TShape, TWarps>.BufferVectors);

    private static void Store(
        ref TLeft leftFactor, ref TRight rightFactor, ArrayView<Float4> buffer, int loader, in TilePiece left, in TilePiece right)
    {
        var rightStart = TiledProduct.StepDepth * GroupTile<TShape, TWarps>.LeftStride;
        TileStage<TLeft, TLoading, LeftSide<TShape, TWarps>>.Store(ref leftFactor, buffer, loader, left);
        TileStage<TRight, TLoading, RightSide<TShape, TWarps>>.Store(
            ref rightFactor, buffer.SubView(rightStart, GroupTile<TShape, TWarps>.BufferVectors - rightStart), loader, right);
    }

    /// <summary>sums += right[k = laneM mod 8, this lane's columns].</summary>
    private static void AddRight(ref RegisterRow sums, ArrayView<Float4> buffer, int laneM, int laneN)
    {
        var row = GroupTile<TShape, TWarps>.RightOf(buffer, laneM & 7, 0, laneN);
        sums.Low = TiledProduct.Add(sums.Low, row[0]);
        sums.High = TiledProduct.Add(sums.High, row[Tile<TShape>.N / 8]);
    }

    /// <summary>Where a warp's sums of the right factor lie, behind those of the tile: [8 k][columns].</summary>
    private static ArrayView<Float4> RightSumsOf(ArrayView<Float4> buffers) =>
        buffers.SubView(
            GroupTile<TShape, TWarps>.SliceVectors, GroupTile<TShape, TWarps>.VectorsOfSlice - GroupTile<TShape, TWarps>.SliceVectors);

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
            var rows = RightSumsOf(shared.SubView(warp * GroupTile<TShape, TWarps>.VectorsOfSlice, GroupTile<TShape, TWarps>.VectorsOfSlice)).Cast<float>();
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
