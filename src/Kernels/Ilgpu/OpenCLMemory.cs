using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What an OpenCL device says of its memory. How much of it is free, OpenCL does not tell.</summary>
internal static class OpenCLMemory
{
    /// <summary>CL_DEVICE_HOST_UNIFIED_MEMORY of cl.h: device and host share one memory. ILGPU does not name it.</summary>
    private const CLDeviceInfoType HostUnifiedMemory = (CLDeviceInfoType)0x1035;

    /// <summary>Bytes of the largest buffer in the device's own memory; 0 for a processor, or a GPU inside one, which has none.</summary>
    public static long LargestBuffer(CLAccelerator accelerator) =>
        accelerator.DeviceType != CLDeviceType.CL_DEVICE_TYPE_GPU || Number<int>(accelerator, HostUnifiedMemory) != 0
            ? 0
            : (long)Math.Min((ulong)accelerator.MemorySize, Number<ulong>(accelerator, CLDeviceInfoType.CL_DEVICE_MAX_MEM_ALLOC_SIZE));

    private static T Number<T>(CLAccelerator accelerator, CLDeviceInfoType kind) where T : unmanaged =>
        CLAPI.CurrentAPI.GetDeviceInfo<T>(accelerator.DeviceId, kind);
}
