using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>A call of the CUDA driver failed.</summary>
public sealed class CudaDriverException(string message) : Exception(message);

/// <summary>The calls of the CUDA driver that ILGPU does not wrap: events between streams, and graphs.</summary>
/// <remarks>Names, parameters and constants as in cuda.h (CUDA 12); streams are ILGPU's own (<c>CudaStream.StreamPtr</c>).</remarks>
internal static unsafe partial class CudaDriver
{
    /// <summary>CU_STREAM_CAPTURE_MODE_RELAXED: other threads may go on calling the driver during a capture.</summary>
    public const int CaptureModeRelaxed = 2;

    /// <summary>CU_EVENT_DISABLE_TIMING: a mark without a time stamp, the cheapest kind.</summary>
    public const uint EventDisableTiming = 2;

    private const string Library = NativeDriverLibraries.Cuda;

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    public static partial int EventCreate(out nint mark, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    public static partial int EventDestroy(nint mark);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    public static partial int EventRecord(nint mark, nint stream);

    [LibraryImport(Library, EntryPoint = "cuEventSynchronize")]
    public static partial int EventSynchronize(nint mark);

    [LibraryImport(Library, EntryPoint = "cuStreamWaitEvent")]
    public static partial int StreamWaitEvent(nint stream, nint mark, uint flags);

    [LibraryImport(Library, EntryPoint = "cuMemcpyAsync")]
    public static partial int MemcpyAsync(nint destination, nint source, nuint bytes, nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    public static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    public static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    public static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    public static partial int GraphExecDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    public static partial int GraphDestroy(nint graph);

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    private static partial int GetErrorName(int error, out byte* name);

    /// <summary>Throws when <paramref name="result"/> is not CUDA_SUCCESS.</summary>
    /// <exception cref="CudaDriverException">With the call's and the error's name.</exception>
    public static void Check(int result, string call)
    {
        if (result != 0)
            Throw(result, call);
    }

    private static void Throw(int result, string call)
    {
        var name = GetErrorName(result, out var text) == 0 ? Marshal.PtrToStringUTF8((nint)text) : null;
        throw new CudaDriverException($"The CUDA driver's {call} failed with error {result} ({name ?? "unknown"}).");
    }
}
