using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The sizes of a product and what its views allow.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="Phases">Products of the same sizes in one launch (the strides of a backward convolution).</param>
/// <param name="VectorLoads">Both operands can be read four elements at a time.</param>
/// <param name="VectorStores">The result can be written four elements at a time.</param>
internal readonly record struct ProductSize(int M, int N, int K, bool VectorLoads, bool VectorStores, int Phases = 1)
{
    public int TilesM => (M + TiledProduct.TileSize - 1) / TiledProduct.TileSize;

    public int TilesN => (N + TiledProduct.TileSize - 1) / TiledProduct.TileSize;
}

/// <summary>How a product is spread over a GPU.</summary>
/// <param name="Warps">Warps of a group, each with its slice of k.</param>
/// <param name="Splits">Groups that share a tile.</param>
/// <param name="Steps">Steps of eight k per warp.</param>
internal readonly record struct ProductPlan(int Warps, int Splits, int Steps)
{
    /// <summary>Fewer steps than this per warp, and filling and emptying the pipeline costs more than the multiplications.</summary>
    private const int FewestSteps = 4;

    /// <summary>More steps than this per warp, and a second launch to add the splits is the cheaper way.</summary>
    private const int StepsWorthSplitting = 16;

    /// <summary>Warps that a multiprocessor needs to hide the latency of its loads.</summary>
    private const int WarpsPerMultiprocessor = 12;

    /// <summary>
    /// First slices k inside groups until the GPU has enough warps; then, where tiles are too few for that, splits it over groups.
    /// </summary>
    public static ProductPlan For(in ProductSize size, int multiprocessors, int maxWarps)
    {
        var tiles = size.TilesM * size.TilesN * size.Phases;
        var steps = (size.K + TiledProduct.StepDepth - 1) / TiledProduct.StepDepth;
        var warps = 1;
        while (2 * warps <= maxWarps && steps / (2 * warps) >= FewestSteps && tiles * warps < multiprocessors * WarpsPerMultiprocessor)
            warps *= 2;
        var splits = 1;
        if (size.Phases == 1 && 2 * tiles < multiprocessors && steps > warps * StepsWorthSplitting)
            splits = Math.Min((2 * multiprocessors + tiles - 1) / tiles, steps / (warps * FewestSteps));
        return new(warps, splits, (steps + warps * splits - 1) / (warps * splits));
    }
}

/// <summary>The kernels of one kind of product, and their launch.</summary>
internal sealed class ProductLauncher<TLeft, TRight, TResult>(IlgpuDevice device)
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
{
    private const int SumGroupSize = 64;

    private readonly IlgpuKernel<ProductArguments<TLeft, TRight, TResult>> vectorKernel =
        device.Kernel<ProductArguments<TLeft, TRight, TResult>>(TiledProduct.Kernel<TLeft, TRight, TResult, VectorLoading>);

    private readonly IlgpuKernel<ProductArguments<TLeft, TRight, TResult>> elementKernel =
        device.Kernel<ProductArguments<TLeft, TRight, TResult>>(TiledProduct.Kernel<TLeft, TRight, TResult, ElementLoading>);

    private readonly IlgpuKernel<SplitSumArguments<TResult>> sumKernel =
        device.Kernel<SplitSumArguments<TResult>>(SplitSum.Kernel);

    /// <summary>Queues the product, and the sum of its splits where it has some.</summary>
    public void Launch(in ProductSize size, in TLeft left, in TRight right, in TResult result)
    {
        var maxWarps = Math.Min(TiledProduct.MaxWarps, device.Accelerator.MaxNumThreadsPerGroup / TiledProduct.WarpSize);
        var plan = ProductPlan.For(size, device.Multiprocessors, maxWarps);
        var tiles = size.TilesM * size.TilesN;
        var partials = device.Scratch(plan.Splits > 1 ? (long)plan.Splits * tiles * TiledProduct.TileVectors : 1);
        var grid = new Index3D(size.TilesM, size.TilesN, plan.Splits * size.Phases);
        var group = new Index3D(TiledProduct.WarpSize * plan.Warps, 1, 1);
        (size.VectorLoads ? vectorKernel : elementKernel).Launch(new KernelConfig(grid, group), new()
        {
            Left = left,
            Right = right,
            Result = result,
            Partials = partials,
            M = size.M,
            N = size.N,
            K = size.K,
            Splits = plan.Splits,
            Steps = plan.Steps,
            VectorStores = size.VectorStores ? 1 : 0,
        });
        if (plan.Splits == 1)
            return;
        var groupSize = Math.Min(SumGroupSize, device.GroupSize);
        sumKernel.Launch(new KernelConfig(tiles * TiledProduct.TileVectors / groupSize, groupSize), new()
        {
            Result = result,
            Partials = partials,
            M = size.M,
            N = size.N,
            Tiles = tiles,
            TilesN = size.TilesN,
            Splits = plan.Splits,
            VectorStores = size.VectorStores ? 1 : 0,
        });
    }
}
