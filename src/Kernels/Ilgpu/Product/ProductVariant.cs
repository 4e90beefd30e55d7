using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The <see cref="ITileLoading"/> of a kernel.</summary>
internal enum TileAccess
{
    /// <summary><see cref="VectorLoading"/>.</summary>
    Vectors,

    /// <summary><see cref="Ilgpu.VectorLoadsOnly"/>.</summary>
    VectorLoadsOnly,

    /// <summary><see cref="ElementLoading"/>.</summary>
    Elements,
}

/// <summary>The constants that a product's kernel is compiled with, but for the warps of its groups.</summary>
/// <param name="Access">See <see cref="ITileLoading"/>.</param>
/// <param name="IsTall">See <see cref="ITileShape"/>.</param>
internal readonly record struct ProductVariant(TileAccess Access, bool IsTall)
{
    private const int Groups = 2;

    public static ProductVariant Of(in ProductSize size) => new(size.Access, size.IsTall);

    /// <summary>What the driver's assembler is told of a product's kernel.</summary>
    /// <remarks>
    /// A lane holds 64 sums, 16 numbers to multiply and what it has loaded for the next step: 24 floats of a wide tile, 36 of a tall one. Two groups of 128
    /// threads leave it 255 registers. It takes some 168, of which three groups fit: three warps for each scheduler are plenty, as each has 512
    /// multiply-adds to hide a load behind. Told to make room for three, the assembler recomputes addresses and moves numbers about, 40 instructions a step.
    /// </remarks>
    public static KernelSpecialization Specialization => new(TiledProduct.MaxWarps * TiledProduct.WarpSize, Groups);
}

/// <summary>One kind of product on a device: its arguments, and the launch that adds its partial tiles where groups cannot count each other.</summary>
internal sealed class ProductKind<TLeft, TRight, TResult>(IlgpuDevice device)
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
{
    private const int SumGroupSize = 64;

    private readonly IlgpuKernel<SplitSumArguments<TResult>> wideVectors =
        device.Kernel<SplitSumArguments<TResult>>(SplitSum<TResult, VectorLoading, WideTile>.Kernel);

    private readonly IlgpuKernel<SplitSumArguments<TResult>> wideElements =
        device.Kernel<SplitSumArguments<TResult>>(SplitSum<TResult, ElementLoading, WideTile>.Kernel);

    private readonly IlgpuKernel<SplitSumArguments<TResult>> tallVectors =
        device.Kernel<SplitSumArguments<TResult>>(SplitSum<TResult, VectorLoading, TallTile>.Kernel);

    private readonly IlgpuKernel<SplitSumArguments<TResult>> tallElements =
        device.Kernel<SplitSumArguments<TResult>>(SplitSum<TResult, ElementLoading, TallTile>.Kernel);

    /// <summary>The sizes of a product with what the device makes of it. Teams count each other's groups, and have no sums of the right factor.</summary>
    public static ProductSize On(IlgpuDevice device, in ProductSize size) =>
        size with { Precision = device.Precision, AllowsTeams = device.HasWarps && !TResult.WantsRightSums };

    /// <summary>The kernel's arguments for a share of a launch.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="part">What the plan says of it.</param>
    /// <param name="left">Left factor.</param>
    /// <param name="right">Right factor.</param>
    /// <param name="result">What becomes of it.</param>
    /// <param name="partials">Where partial sums go.</param>
    public static ProductArguments<TLeft, TRight, TResult> Arguments(
        in ProductSize size, in ProductPart part, in TLeft left, in TRight right, in TResult result, PartialTiles partials) => new()
        {
            Left = left,
            Right = right,
            Result = result,
            Partials = partials,
            M = size.M,
            N = size.N,
            K = size.K,
            TilesM = new Divisor(size.TilesM(part.Warps)),
            TilesN = new Divisor(size.TilesN(part.Warps)),
            Shares = part.Shares,
        };

    /// <summary>Queues the sums of the tiles that groups share, where there are some and the groups have not added them themselves.</summary>
    public void AddPartials(in ProductSize size, in ProductArguments<TLeft, TRight, TResult> arguments)
    {
        if (device.HasWarps || arguments.Shares.MostGroupsPerTile == 1)
            return;
        var (vectors, elements) = size.IsTall ? (tallVectors, tallElements) : (wideVectors, wideElements);
        var tiles = arguments.TilesM.Value * arguments.TilesN.Value * size.Members;
        (size.VectorStores ? vectors : elements).Launch(new KernelConfig(tiles, Math.Min(SumGroupSize, device.GroupSize)), new()
        {
            Result = arguments.Result,
            Partials = arguments.Partials,
            Shares = arguments.Shares,
            M = size.M,
            N = size.N,
            TilesM = arguments.TilesM,
            TilesN = arguments.TilesN,
        });
    }
}
