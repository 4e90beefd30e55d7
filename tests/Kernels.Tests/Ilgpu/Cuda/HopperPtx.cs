using System.Reflection;
using DqnGpu.Kernels.Ilgpu;
using ILGPU;
using ILGPU.Runtime;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>Kernels as the CUDA device compiles them for a Hopper GPU; none is needed.</summary>
internal static class HopperPtx
{
    /// <summary>The text that the driver would get.</summary>
    public static string Of(MethodInfo method, KernelSpecialization specialization, bool dropsDeadWaysFirst = true)
    {
        using var context = dropsDeadWaysFirst
            ? KernelCompiler.CreateCudaContext()
            : Context.Create(builder => builder.Optimize(KernelCompiler.CudaOptimization));
        return KernelText.Ptx(context, method, specialization);
    }

    /// <summary>The products of matrices that an operation launches.</summary>
    public static IEnumerable<IProductLauncher> ProductsOf(object operation) =>
        operation.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => field.GetValue(operation)).OfType<IProductLauncher>();
}
