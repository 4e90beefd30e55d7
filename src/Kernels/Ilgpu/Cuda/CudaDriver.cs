using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Ilgpu.Cuda;

/// <summary>The calls of the CUDA driver that ILGPU does not wrap, or whose errors it hides: start, events between streams, modules, functions, graphs.</summary>
/// <remarks>Names, parameters and constants as in cuda.h (CUDA 12); streams are ILGPU's own (<c>CudaStream.StreamPtr</c>).</remarks>
internal static unsafe partial class CudaDriver
{
    /// <summary>CU_STREAM_CAPTURE_MODE_RELAXED: other threads may go on calling the driver during a capture.</summary>
    public const int CaptureModeRelaxed = 2;

    /// <summary>CU_EVENT_DISABLE_TIMING: a mark without a time stamp, the cheapest kind.</summary>
    public const uint EventDisableTiming = 2;

    /// <summary>CU_JIT_ERROR_LOG_BUFFER and CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES: where the driver's assembler writes its complaints.</summary>
    public const int JitErrorLog = 5, JitErrorLogBytes = 6;

    /// <summary>CU_FUNC_ATTRIBUTE_PREFERRED_SHARED_MEMORY_CARVEOUT: per cent of a multiprocessor's fast memory that is shared memory, the rest being L1.</summary>
    public const int PreferredSharedMemory = 9;

    private const string Library = NativeDriverLibraries.Cuda;

    [LibraryImport(Library, EntryPoint = "cuInit")]
    public static partial int Init(uint flags);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")]
    public static partial int DeviceGetCount(out int count);

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

    [LibraryImport(Library, EntryPoint = "cuModuleLoadDataEx", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ModuleLoadData(out nint module, string text, uint optionCount, int* options, nint* values);

    [LibraryImport(Library, EntryPoint = "cuModuleUnload")]
    public static partial int ModuleUnload(nint module);

    [LibraryImport(Library, EntryPoint = "cuFuncSetAttribute")]
    public static partial int FuncSetAttribute(nint function, int attribute, int value);

    [LibraryImport(Library, EntryPoint = "cuStreamBeginCapture_v2")]
    public static partial int StreamBeginCapture(nint stream, int mode);

    [LibraryImport(Library, EntryPoint = "cuStreamEndCapture")]
    public static partial int StreamEndCapture(nint stream, out nint graph);

    [LibraryImport(Library, EntryPoint = "cuGraphGetNodes")]
    public static partial int GraphGetNodes(nint graph, nint* nodes, ref nuint count);

    [LibraryImport(Library, EntryPoint = "cuGraphInstantiateWithFlags")]
    public static partial int GraphInstantiate(out nint executable, nint graph, ulong flags);

    [LibraryImport(Library, EntryPoint = "cuGraphLaunch")]
    public static partial int GraphLaunch(nint executable, nint stream);

    [LibraryImport(Library, EntryPoint = "cuGraphExecDestroy")]
    public static partial int GraphExecDestroy(nint executable);

    [LibraryImport(Library, EntryPoint = "cuGraphDestroy")]
    public static partial int GraphDestroy(nint graph);

    [LibraryImport(Library, EntryPoint = "cuGetErrorName")]
    public static partial int GetErrorName(int error, out byte* name);

    /// <summary>Throws when <paramref name="result"/> is not CUDA_SUCCESS.</summary>
    /// <exception cref="DeviceException">With the call's and the error's name.</exception>
    public static void Check(int result, string call)
    {
        if (result != 0)
            throw new DeviceException($"The CUDA driver's {CudaFailure.Describe(call, result)}.");
    }
}
