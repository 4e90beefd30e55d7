using DqnGpu.Kernels.Ilgpu.Cuda;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What the exceptions mean that ILGPU throws when a driver fails: its <c>AcceleratorException</c>s.</summary>
internal static class DriverErrors
{
    /// <summary>True when it was memory that was not there, on the device or the host.</summary>
    /// <remarks>An allocation may also fail because an earlier kernel has: CUDA tells that at the next call, whichever it is.</remarks>
    public static bool IsOutOfMemory(Exception error) => error switch
    {
        OutOfMemoryException => true,
        CudaException cuda => CudaFailure.CodeOf(cuda) == CudaFailure.OutOfMemory,
        CLException opencl => opencl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_OUT_OF_RESOURCES
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_INVALID_BUFFER_SIZE,
        _ => false,
    };

    /// <summary>The error in words: with its number, name and remedy where the driver is CUDA's; no full stop at the end.</summary>
    public static string Describe(string call, Exception error) =>
        error is CudaException cuda && CudaFailure.CodeOf(cuda) is not 0 and var code
            ? CudaFailure.Describe(call, code)
            : $"{call} failed: {error.GetBaseException().Message.TrimEnd('.')}";
}
