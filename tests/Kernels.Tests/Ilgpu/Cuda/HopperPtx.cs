using System.Reflection;
using DqnGpu.Kernels.Ilgpu;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>Kernels as the CUDA device compiles them for a Hopper GPU; none is needed.</summary>
internal static class HopperPtx
{
    /// <summary>The text that the driver would get.</summary>
    /// <remarks>A context for each kernel: ILGPU's contexts remember a failed compilation, and the next kernel would suffer for it.</remarks>
    public static string Of(MethodInfo method, KernelSpecialization specialization, bool dropsDeadWaysFirst = true)
    {
        using var context = Context.Create(builder => builder.Optimize(KernelCompiler.CudaOptimization));
        if (dropsDeadWaysFirst)
            context.DropDeadWaysFirst();
        using var backend = new PTXBackend(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_88, null!);
        var compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(method), specialization);
        KernelCompiler.RemoveUniformMarks(compiled);
        return compiled.PTXAssembly;
    }

    /// <summary>The products of matrices that an operation launches.</summary>
    public static IEnumerable<IProductLauncher> ProductsOf(object operation) =>
        operation.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
            .Select(field => field.GetValue(operation)).OfType<IProductLauncher>();
}
