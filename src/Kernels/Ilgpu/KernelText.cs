using System.Reflection;
using ILGPU;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The text that a GPU's driver gets of a kernel, on a machine without a GPU.</summary>
public static class KernelText
{
    /// <summary>A kernel's PTX text, compiled as the CUDA device compiles it for any GPU since Ampere (sm_80).</summary>
    /// <param name="kernel">A static method with one struct of arguments, that asks for its group and thread itself.</param>
    /// <param name="specialization">What the driver's assembler is told of its groups; nothing by default.</param>
    /// <param name="withSourceLines">
    /// Adds <c>.loc</c> and <c>.file</c> directives, with the C# line as a comment: which line an instruction came from. The instructions stay the
    /// same. The portable PDB must lie beside the kernel's assembly, as the build leaves it; without it there are no directives.
    /// </param>
    /// <returns>One module with one entry, lines ended as the system does. Names and the order of independent instructions may differ from call
    /// to call.</returns>
    /// <exception cref="ArgumentException"><paramref name="kernel"/> is no static method.</exception>
    /// <exception cref="NotSupportedException">It holds what no GPU can do; the message says what.</exception>
    public static string Ptx<TArguments>(
        Action<TArguments> kernel, KernelSpecialization specialization = default, bool withSourceLines = false) where TArguments : struct
    {
        // A context for each kernel: one that has failed at a kernel fails at the next ones too.
        using var context = KernelCompiler.CreateCudaContext(withSourceLines);
        return Ptx(context, KernelCompiler.KernelMethod(kernel), specialization);
    }

    /// <summary>The same in a context of the caller's.</summary>
    internal static string Ptx(Context context, MethodInfo kernel, KernelSpecialization specialization)
    {
        using var backend = new PTXBackend(context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_88, null!);
        return KernelCompiler.Compile(backend, kernel, specialization).PTXAssembly;
    }
}
