using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>How a multiprocessor divides its fast memory between shared memory and L1 cache: for all kernels alike.</summary>
/// <remarks>
/// A multiprocessor changes the division only when it is empty. Left to itself the driver gives each kernel what that kernel alone needs,
/// and so two kernels of different needs never share a multiprocessor: on an H200 Adam's step of the linear layers, which needs no shared
/// memory, kept the convolutions' gradients waiting for 20 microseconds, beside which it should run (docs/results/gpu-h200.md).
/// </remarks>
internal static class SharedMemorySplit
{
    /// <summary>Bytes of shared memory: three groups of the largest product's, at 28.7 KB and the 1 KB that the driver takes of each.</summary>
    private const int Wanted = 100 << 10;

    /// <summary>Sets it for a kernel. It is a wish: a driver that does not know it, or a kernel that needs more, goes its own way.</summary>
    public static void Set(CudaAccelerator accelerator, CudaKernel kernel)
    {
        accelerator.Bind();
        var percent = Math.Min(100, (100 * Wanted + accelerator.MaxSharedMemoryPerMultiprocessor - 1) / accelerator.MaxSharedMemoryPerMultiprocessor);
        try
        {
            _ = CudaDriver.FuncSetAttribute(kernel.FunctionPtr, CudaDriver.PreferredSharedMemory, percent);
        }
        catch (EntryPointNotFoundException)
        {
            // A driver older than CUDA 9.
        }
    }
}
