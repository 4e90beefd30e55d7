using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Launches one product: its kernels for every variant, compiled when first used, and its plans.</summary>
internal sealed class ProductLauncher<TLeft, TRight, TResult>(IlgpuDevice device) : IProductLauncher
    where TLeft : struct, IMatrixOperand
    where TRight : struct, IMatrixOperand
    where TResult : struct, IMatrixResult
{
    private readonly ProductKind<TLeft, TRight, TResult> kind = new(device);
    private readonly Dictionary<ProductSize, ProductPlan> plans = [];
    private readonly Dictionary<(ProductVariant, WarpsOfGroup), IlgpuKernel<ProductArguments<TLeft, TRight, TResult>>> kernels = [];

    /// <summary>Queues the product.</summary>
    #region launch
    public void Launch(ProductSize size, in TLeft left, in TRight right, in TResult result)
    {
        size = ProductKind<TLeft, TRight, TResult>.On(device, size);
        if (!plans.TryGetValue(size, out var plan))
            plans[size] = plan = ProductPlan.For(size, null, device.Multiprocessors, device.MaxWarps);
        var partials = device.ReservePartials(size, plan.First);
        var arguments = ProductKind<TLeft, TRight, TResult>.Arguments(size, plan.First, left, right, result, partials.First);
        Kernel(ProductVariant.Of(size), plan.First.Warps).Launch(
            new KernelConfig(plan.First.Shares.Groups, TiledProduct.WarpSize * plan.Warps), arguments);
        kind.AddPartials(size, arguments);
    }
    #endregion

    public void Register(TileAccess access)
    {
        Kernel(new(access, IsTall: false), new(device.MaxWarps));
        if (!device.UsesTensorCores)
            Kernel(new(access, IsTall: true), new(device.MaxWarps));
        if (!TResult.WantsRightSums && device.HasWarps)
            Kernel(new(access, IsTall: false), WarpsOfGroup.LargestTeam);
    }

    private IlgpuKernel<ProductArguments<TLeft, TRight, TResult>> Kernel(ProductVariant variant, WarpsOfGroup warps)
    {
        if (!kernels.TryGetValue((variant, warps), out var kernel))
            kernels[(variant, warps)] = kernel = device.Kernel(Method(variant, warps), ProductVariant.Specialization);
        return kernel;
    }

    private Action<ProductArguments<TLeft, TRight, TResult>> Method(ProductVariant variant, WarpsOfGroup warps) => device.Precision switch
    {
        Precision.Tf32 => Method<WarpWork, TensorTile>(variant, warps),
        Precision.Tf32x3 => Method<WarpWork, SplitTensorTile>(variant, warps),
        _ => device.HasWarps ? Method<WarpWork>(variant, warps) : Method<PlainWork>(variant, warps),
    };

    private static Action<ProductArguments<TLeft, TRight, TResult>> Method<TWork>(ProductVariant variant, WarpsOfGroup warps) where TWork : struct, IGroupWork =>
        variant.IsTall ? Method<TWork, TallTile>(variant, warps) : Method<TWork, WideTile>(variant, warps);

    private static Action<ProductArguments<TLeft, TRight, TResult>> Method<TWork, TShape>(ProductVariant variant, WarpsOfGroup warps)
        where TWork : struct, IGroupWork
        where TShape : struct, ITileShape => variant.Access switch
        {
            TileAccess.Vectors => Method<TWork, TShape, VectorLoading>(warps),
            TileAccess.VectorLoadsOnly => Method<TWork, TShape, VectorLoadsOnly>(warps),
            _ => Method<TWork, TShape, ElementLoading>(warps),
        };

    private static Action<ProductArguments<TLeft, TRight, TResult>> Method<TWork, TShape, TLoading>(WarpsOfGroup warps)
        where TWork : struct, IGroupWork
        where TShape : struct, ITileShape
        where TLoading : struct, ITileLoading => warps switch
        {
            { Count: 1 } => TiledProduct<TLeft, TRight, TResult, TLoading, TShape, OneWarp, TWork>.Kernel,
            { Slices: 2 } => TiledProduct<TLeft, TRight, TResult, TLoading, TShape, TwoSlices, TWork>.Kernel,
            { Slices: 4 } => TiledProduct<TLeft, TRight, TResult, TLoading, TShape, FourSlices, TWork>.Kernel,
            { Count: 2 } => TiledProduct<TLeft, TRight, TResult, TLoading, TShape, TwoAlongN, TWork>.Kernel,
            _ => TiledProduct<TLeft, TRight, TResult, TLoading, TShape, TwoByTwo, TWork>.Kernel,
        };
}

/// <summary>A product, whatever its operands: so that a test can have its kernels listed before they are used.</summary>
internal interface IProductLauncher
{
    /// <summary>Lists the kernels of the largest groups, for both shapes of tiles and for both ways to share the work.</summary>
    void Register(TileAccess access);
}
