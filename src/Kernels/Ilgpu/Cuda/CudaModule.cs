using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A kernel's text that the driver's assembler does not take.</summary>
internal static unsafe partial class CudaModule
{
    private const int LogBytes = 16 << 10;

    /// <summary>Loads it once more, for the assembler's log, which ILGPU writes to the debugger alone.</summary>
    /// <param name="accelerator">The device that refused it.</param>
    /// <param name="kernel">The text.</param>
    /// <param name="error">What ILGPU said.</param>
    /// <returns>An exception with the driver's error and the log as one line.</returns>
    public static CudaDriverException LoadFailure(CudaAccelerator accelerator, PTXCompiledKernel kernel, CudaException error)
    {
        accelerator.Bind();
        var log = (byte*)NativeMemory.AllocZeroed(LogBytes);
        try
        {
            var options = stackalloc int[] { CudaDriver.JitErrorLog, CudaDriver.JitErrorLogBytes };
            var values = stackalloc nint[] { (nint)log, LogBytes - 1 };
            if (CudaDriver.ModuleLoadData(out var module, kernel.PTXAssembly, 2, options, values) == 0)
                _ = CudaDriver.ModuleUnload(module);
            var said = LineBreak().Replace((Marshal.PtrToStringUTF8((nint)log) ?? "").Trim(), " | ");
            var reason = DriverErrors.Describe("cuModuleLoadDataEx", error);
            return new($"The kernel {kernel.Name} was not loaded: {reason}. Its assembler says: {(said.Length > 0 ? said : "nothing")}", error);
        }
        finally
        {
            NativeMemory.Free(log);
        }
    }

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreak();
}
