using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>The CUDA devices of this machine, and the driver's own words where there is none.</summary>
internal static class CudaDevices
{
    /// <summary>Those that ILGPU can compile for.</summary>
    /// <remarks>
    /// Not by <c>Context.Builder.Cuda()</c>: under WSL that sets a resolver for ILGPU's assembly, which can be done only once in a process, so that
    /// the second context throws, and the first one too where a resolver is set already, as ours is.
    /// </remarks>
    public static IReadOnlyList<CudaDevice> List() =>
        [.. CudaDevice.GetDevices(device => device.Architecture.HasValue && device.InstructionSet.HasValue).Cast<CudaDevice>()];

    /// <summary>Why <see cref="List"/> is empty: ILGPU swallows every error on its way there, so the driver is asked again.</summary>
    public static string WhyNone()
    {
        try
        {
            return WhyNoneByDriver();
        }
        catch (EntryPointNotFoundException error)
        {
            return $"that library is no CUDA driver, or too old a one: {error.Message.TrimEnd('.')}";
        }
    }

    private static string WhyNoneByDriver()
    {
        if (!NativeDriverLibraries.IsInstalled(NativeDriverLibraries.Cuda))
            return NativeDriverLibraries.CudaPath is { } path
                ? $"{NativeDriverLibraries.CudaPathVariable} names '{path}', which is no library that can be loaded"
                : "no NVIDIA driver (libcuda.so.1) was found";
        if (CudaDriver.Init(0) is not 0 and var initialized)
            return CudaFailure.Describe("cuInit", initialized);
        if (CudaDriver.DeviceGetCount(out var count) is not 0 and var counted)
            return CudaFailure.Describe("cuDeviceGetCount", counted);
        return count == 0
            ? "cuInit and cuDeviceGetCount succeed, but the driver counts 0 devices; look at CUDA_VISIBLE_DEVICES"
            : $"the driver counts {count} devices, but ILGPU can compile for none of them: the GPU or the driver is too old";
    }
}
