using ILGPU.Backends.OpenCL;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>A kernel's source that the OpenCL driver's compiler does not take.</summary>
internal static class OpenCLProgram
{
    /// <summary>Builds it once more, for the compiler's log.</summary>
    /// <returns>What the compiler says, several lines; empty where it says nothing.</returns>
    public static string Log(CLAccelerator accelerator, CLCompiledKernel kernel)
    {
        _ = CLKernel.LoadKernel(accelerator, kernel.Name, kernel.Source, kernel.CVersion, out _, out _, out var log);
        return log ?? "";
    }
}
