using System.Runtime.InteropServices;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A kernel's text that the driver's assembler does not take.</summary>
internal static unsafe class CudaModule
{
    private const int LogBytes = 16 << 10;

    /// <summary>Loads it once more, for the assembler's log.</summary>
    /// <returns>What the assembler says, several lines; empty where it says nothing.</returns>
    public static string Log(CudaAccelerator accelerator, PTXCompiledKernel kernel)
    {
        accelerator.Bind();
        var log = (byte*)NativeMemory.AllocZeroed(LogBytes);
        try
        {
            var options = stackalloc int[] { CudaDriver.JitErrorLog, CudaDriver.JitErrorLogBytes };
            var values = stackalloc nint[] { (nint)log, LogBytes - 1 };
            if (CudaDriver.ModuleLoadData(out var module, kernel.PTXAssembly, 2, options, values) == 0)
                _ = CudaDriver.ModuleUnload(module);
            return Marshal.PtrToStringUTF8((nint)log) ?? "";
        }
        finally
        {
            NativeMemory.Free(log);
        }
    }
}
