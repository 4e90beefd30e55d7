using System.Runtime.InteropServices;
using ILGPU.Runtime.Cuda;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>What the CUDA driver's error numbers mean, and what a user can do about them.</summary>
internal static unsafe class CudaFailure
{
    /// <summary>CUDA_ERROR_OUT_OF_MEMORY, which says so alone: every other error of an allocation has another cause, often an earlier kernel.</summary>
    public const int OutOfMemory = 2;

    /// <summary><c>cuInit failed with error 100 (CUDA_ERROR_NO_DEVICE): the driver sees no GPU: ...</c>; no full stop at the end.</summary>
    public static string Describe(string call, int code) =>
        $"{call} failed with error {code} ({NameOf(code)}){(Remedy(code) is { } remedy ? $": {remedy}" : "")}";

    /// <summary>The number of the error that ILGPU threw; it keeps only the name. 0 where it has none.</summary>
    public static int CodeOf(CudaException exception) => Enum.TryParse<CudaError>(exception.Error, out var error) ? (int)error : 0;

    private static string NameOf(int code) =>
        CudaDriver.GetErrorName(code, out var text) == 0 ? Marshal.PtrToStringUTF8((nint)text) ?? "unknown" : "unknown";

    private static string? Remedy(int code) => code switch
    {
        OutOfMemory => "the GPU's memory is full; nvidia-smi lists the programs that hold it",
        34 => "that library is the toolkit's stub; take the folder named stubs out of LD_LIBRARY_PATH",
        46 => "another program holds the GPU for itself; end it, or set the compute mode with nvidia-smi -c 0",
        100 => "the driver sees no GPU; look at nvidia-smi, at CUDA_VISIBLE_DEVICES and at the container's --gpus",
        209 or 222 => "the driver is too old for these kernels; install a newer one",
        802 => "the GPUs' switch is not ready; start nvidia-fabricmanager",
        803 => "libcuda and the kernel's module are of different versions; restart the machine after a driver's update",
        804 => "libcuda comes from a compatibility package that this GPU does not take; take its folder out of LD_LIBRARY_PATH, or install a newer driver",
        999 => "reload the kernel's module nvidia_uvm, or restart the machine",
        _ => null,
    };
}
