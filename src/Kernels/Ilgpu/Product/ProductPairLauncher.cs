using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What <see cref="ProductPair{TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2, TLoading, TShape1, TShape2, TWarps1, TWarps2, TWork}"/> needs.</summary>
internal struct ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>
    where TLeft1 : struct, IMatrixOperand
    where TRight1 : struct, IMatrixOperand
    where TResult1 : struct, IMatrixResult
    where TLeft2 : struct, IMatrixOperand
    where TRight2 : struct, IMatrixOperand
    where TResult2 : struct, IMatrixResult
{
    public ProductArguments<TLeft1, TRight1, TResult1> First;
    public ProductArguments<TLeft2, TRight2, TResult2> Second;
}

/// <summary>Two products that do not wait for each other, in one launch: the gradients of a layer's input and of its weights.</summary>
/// <remarks>
/// At a minibatch of 32 neither fills a large GPU, and every launch costs more than a microsecond in which the GPU runs empty. The first groups do the first
/// product, the others the second; each is a <see cref="TiledProduct{TLeft, TRight, TResult, TLoading, TShape, TWarps, TWork}"/>.
/// </remarks>
internal static class ProductPair<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2, TLoading, TShape1, TShape2, TWarps1, TWarps2, TWork>
    where TLeft1 : struct, IMatrixOperand
    where TRight1 : struct, IMatrixOperand
    where TResult1 : struct, IMatrixResult
    where TLeft2 : struct, IMatrixOperand
    where TRight2 : struct, IMatrixOperand
    where TResult2 : struct, IMatrixResult
    where TLoading : struct, ITileLoading
    where TShape1 : struct, ITileShape
    where TShape2 : struct, ITileShape
    where TWarps1 : struct, IWarpLayout
    where TWarps2 : struct, IWarpLayout
    where TWork : struct, IGroupWork
{
    private static int SharedVectors =>
        GroupTile<TShape1, TWarps1>.SharedVectors > GroupTile<TShape2, TWarps2>.SharedVectors
            ? GroupTile<TShape1, TWarps1>.SharedVectors
            : GroupTile<TShape2, TWarps2>.SharedVectors;

    /// <summary>Grid [groups of the first + groups of the second], group [32 * warps].</summary>
    public static void Kernel(ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2> arguments)
    {
        var shared = SharedMemory.Allocate<Float4>(SharedVectors);
        var last = SharedMemory.Allocate<int>(1);
        var group = Grid.IdxX;
        if (group < arguments.First.Shares.Groups)
            TiledProduct<TLeft1, TRight1, TResult1, TLoading, TShape1, TWarps1, TWork>.Run(arguments.First, group, shared, last);
        else
            TiledProduct<TLeft2, TRight2, TResult2, TLoading, TShape2, TWarps2, TWork>.Run(
                arguments.Second, group - arguments.First.Shares.Groups, shared, last);
    }
}

/// <summary>Launches two products together: their kernels for every variant, compiled when first used, and their plans.</summary>
internal sealed class ProductPairLauncher<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>(IlgpuDevice device) : IProductLauncher
    where TLeft1 : struct, IMatrixOperand
    where TRight1 : struct, IMatrixOperand
    where TResult1 : struct, IMatrixResult
    where TLeft2 : struct, IMatrixOperand
    where TRight2 : struct, IMatrixOperand
    where TResult2 : struct, IMatrixResult
{
    private readonly ProductKind<TLeft1, TRight1, TResult1> firstKind = new(device);
    private readonly ProductKind<TLeft2, TRight2, TResult2> secondKind = new(device);
    private readonly Dictionary<(ProductSize, ProductSize), ProductPlan> plans = [];

    private readonly Dictionary<
        (ProductVariant, ProductVariant, WarpsOfGroup),
        IlgpuKernel<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>>> kernels = [];

    /// <summary>Queues both products.</summary>
    public void Launch(
        ProductSize first, in TLeft1 left1, in TRight1 right1, in TResult1 result1,
        ProductSize second, in TLeft2 left2, in TRight2 right2, in TResult2 result2)
    {
        first = ProductKind<TLeft1, TRight1, TResult1>.On(device, first);
        // Only slices add up the columns of the right factor, as a weight gradient asks.
        second = ProductKind<TLeft2, TRight2, TResult2>.On(device, second) with { AllowsTeams = false };
        // One constant serves both: that of the less fortunate.
        var access = (TileAccess)Math.Max((int)first.Access, (int)second.Access);
        if (!plans.TryGetValue((first, second), out var plan))
            plans[(first, second)] = plan = ProductPlan.For(first, second, device.Multiprocessors, device.MaxWarps);
        var partials = device.ReservePartials(first, plan.First, second, plan.Second);
        var arguments = new ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>
        {
            First = ProductKind<TLeft1, TRight1, TResult1>.Arguments(first, plan.First, left1, right1, result1, partials.First),
            Second = ProductKind<TLeft2, TRight2, TResult2>.Arguments(second, plan.Second, left2, right2, result2, partials.Second),
        };
        Kernel(new(access, first.IsTall), new(access, second.IsTall), plan.First.Warps).Launch(
            new KernelConfig(plan.First.Shares.Groups + plan.Second.Shares.Groups, TiledProduct.WarpSize * plan.Warps), arguments);
        firstKind.AddPartials(first, arguments.First);
        secondKind.AddPartials(second, arguments.Second);
    }

    public void Register(TileAccess access)
    {
        Kernel(new(access, IsTall: false), new(access, IsTall: false), new(device.MaxWarps));
        if (!device.UsesTensorCores)
            Kernel(new(access, IsTall: true), new(access, IsTall: false), new(device.MaxWarps));
        if (device.HasWarps)
            Kernel(new(access, IsTall: false), new(access, IsTall: false), WarpsOfGroup.LargestTeam);
    }

    private IlgpuKernel<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>> Kernel(
        ProductVariant first, ProductVariant second, WarpsOfGroup warps)
    {
        if (!kernels.TryGetValue((first, second, warps), out var kernel))
            kernels[(first, second, warps)] = kernel = device.Kernel(Method(first, second, warps), ProductVariant.Specialization);
        return kernel;
    }

    private Action<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>> Method(
        ProductVariant first, ProductVariant second, WarpsOfGroup warps) => device.Precision switch
        {
            Precision.Tf32 => Method<WarpWork, TensorTile, TensorTile>(first.Access, warps),
            Precision.Tf32x3 => Method<WarpWork, SplitTensorTile, SplitTensorTile>(first.Access, warps),
            _ => device.HasWarps ? Method<WarpWork>(first, second, warps) : Method<PlainWork>(first, second, warps),
        };

    private static Action<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>> Method<TWork>(
        ProductVariant first, ProductVariant second, WarpsOfGroup warps) where TWork : struct, IGroupWork =>
        (first.IsTall, second.IsTall) switch
        {
            (false, false) => Method<TWork, WideTile, WideTile>(first.Access, warps),
            (false, true) => Method<TWork, WideTile, TallTile>(first.Access, warps),
            (true, false) => Method<TWork, TallTile, WideTile>(first.Access, warps),
            (true, true) => Method<TWork, TallTile, TallTile>(first.Access, warps),
        };

    private static Action<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>> Method<TWork, TShape1, TShape2>(
        TileAccess access, WarpsOfGroup warps)
        where TWork : struct, IGroupWork
        where TShape1 : struct, ITileShape
        where TShape2 : struct, ITileShape => access switch
        {
            TileAccess.Vectors => Method<TWork, TShape1, TShape2, VectorLoading>(warps),
            TileAccess.VectorLoadsOnly => Method<TWork, TShape1, TShape2, VectorLoadsOnly>(warps),
            _ => Method<TWork, TShape1, TShape2, ElementLoading>(warps),
        };

    private static Action<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>> Method<TWork, TShape1, TShape2, TLoading>(
        WarpsOfGroup warps)
        where TWork : struct, IGroupWork
        where TShape1 : struct, ITileShape
        where TShape2 : struct, ITileShape
        where TLoading : struct, ITileLoading => warps switch
        {
            { Count: 1 } => Method<TWork, TShape1, TShape2, TLoading, OneWarp, OneWarp>(),
            { Slices: 2 } => Method<TWork, TShape1, TShape2, TLoading, TwoSlices, TwoSlices>(),
            { Slices: 4 } => Method<TWork, TShape1, TShape2, TLoading, FourSlices, FourSlices>(),
            { Count: 2 } => Method<TWork, TShape1, TShape2, TLoading, TwoAlongN, TwoSlices>(),
            _ => Method<TWork, TShape1, TShape2, TLoading, TwoByTwo, FourSlices>(),
        };

    private static Action<ProductPairArguments<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2>>
        Method<TWork, TShape1, TShape2, TLoading, TWarps1, TWarps2>()
        where TWork : struct, IGroupWork
        where TShape1 : struct, ITileShape
        where TShape2 : struct, ITileShape
        where TLoading : struct, ITileLoading
        where TWarps1 : struct, IWarpLayout
        where TWarps2 : struct, IWarpLayout =>
        ProductPair<TLeft1, TRight1, TResult1, TLeft2, TRight2, TResult2, TLoading, TShape1, TShape2, TWarps1, TWarps2, TWork>.Kernel;
}
