using System.Reflection;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>An accelerator that ILGPU found, or the reason why there is none.</summary>
/// <param name="Name">What <see cref="IlgpuDevices.Open"/> takes.</param>
/// <param name="Description">For people.</param>
/// <param name="IsGpu">True for a GPU, false for a processor that pretends to be one.</param>
/// <param name="WhyUnavailable">Null when it can be opened.</param>
public sealed record IlgpuDeviceDescription(string Name, string Description, bool IsGpu, string? WhyUnavailable);

/// <summary>Finds and opens the devices that ILGPU drives: <c>cuda[:i]</c>, <c>opencl[:i]</c>, <c>ilgpu-cpu</c>.</summary>
public static class IlgpuDevices
{
    /// <summary>The names, without an index.</summary>
    public const string Cuda = "cuda", OpenCL = "opencl", Cpu = "ilgpu-cpu";

    /// <summary>All of them; a kind that has no device appears once, with the reason.</summary>
    public static IReadOnlyList<IlgpuDeviceDescription> List()
    {
        List<IlgpuDeviceDescription> found = [];
        foreach (var kind in new[] { Cuda, OpenCL })
        {
            try
            {
                using var context = CreateContext(kind);
                var devices = Devices(context, kind);
                for (var i = 0; i < devices.Count; i++)
                    found.Add(new(i == 0 ? kind : $"{kind}:{i}", Describe(devices[i]), IsGpu(devices[i]), null));
                if (devices.Count == 0)
                    found.Add(new(kind, "", false, WhyNone(kind)));
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                found.Add(new(kind, "", false, $"{error.GetType().Name}: {error.Message}"));
            }
        }
        found.Add(new(Cpu, "ILGPU's CPU accelerator: GPU kernels in a debugger; far too slow to train", false, null));
        return found;
    }

    /// <summary>Opens one.</summary>
    /// <param name="kind"><see cref="Cuda"/>, <see cref="OpenCL"/> or <see cref="Cpu"/>.</param>
    /// <param name="index">Which of several of that kind.</param>
    /// <exception cref="InvalidOperationException">There is none; the message says why.</exception>
    public static IlgpuDevice Open(string kind, int index = 0)
    {
        var context = CreateContext(kind);
        try
        {
            var devices = Devices(context, kind);
            if (index < 0 || index >= devices.Count)
                throw new InvalidOperationException(
                    devices.Count == 0 ? $"No {kind} device: {WhyNone(kind)}" : $"There is no {kind}:{index}: {kind} has the devices 0..{devices.Count - 1}.");
            var name = index == 0 ? kind : $"{kind}:{index}";
            return new IlgpuDevice(name, context, devices[index].CreateAccelerator(context), Describe(devices[index]));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static Context CreateContext(string kind)
    {
        NativeDriverLibraries.Register();
        return kind switch
        {
            Cuda => Context.Create(builder => builder.Cuda().Optimize(KernelCompiler.CudaOptimization)),
            // At O1 OpenCL kernels with views fail to build: ILGPU casts global pointers to generic ones and back.
            OpenCL => Context.Create(builder => builder.OpenCL(AcceptOpenCL).Optimize(OptimizationLevel.O2)),
            Cpu => Context.Create(builder => builder.CPU(CpuDevice())),
            _ => throw new ArgumentException($"ILGPU drives {Cuda}, {OpenCL} and {Cpu}, not '{kind}'.", nameof(kind)),
        };
    }

    /// <summary>One group of 32 threads at a time: the smallest that a tile of 32 x 32 can have. Every simulated thread is a thread of the host.</summary>
    private static CPUDevice CpuDevice() => new(numThreadsPerWarp: 4, numWarpsPerMultiprocessor: 8, numMultiprocessors: 1);

    /// <summary>Takes OpenCL 2.0 devices, and OpenCL 3.0 ones that do not report generic address spaces (PoCL, some drivers).</summary>
    /// <remarks>
    /// ILGPU refuses a device without generic address spaces. At O2 it infers every pointer's space, so our kernels do not need them; but the
    /// capability has no public setter.
    /// </remarks>
    private static bool AcceptOpenCL(CLDevice device)
    {
        if (device.CLStdVersion < ILGPU.Backends.OpenCL.CLBackend.MinimumVersion)
            return false;
        var capability = device.Capabilities.GetType().GetProperty(nameof(CLCapabilityContext.GenericAddressSpace));
        if (!device.Capabilities.GenericAddressSpace)
            capability?.GetSetMethod(nonPublic: true)?.Invoke(device.Capabilities, [true]);
        return device.Capabilities.GenericAddressSpace;
    }

    private static List<ILGPU.Runtime.Device> Devices(Context context, string kind) => kind switch
    {
        Cuda => [.. context.GetCudaDevices()],
        OpenCL => [.. context.GetCLDevices()],
        _ => [.. context.GetCPUDevices()],
    };

    private static bool IsGpu(ILGPU.Runtime.Device device) =>
        device is CudaDevice || device is CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU };

    private static string Describe(ILGPU.Runtime.Device device) => device switch
    {
        CudaDevice cuda =>
            $"{cuda.Name}, {cuda.Architecture}, PTX {cuda.InstructionSet}, driver {cuda.DriverVersion}, " +
            $"{cuda.NumMultiprocessors} multiprocessors, {cuda.MemorySize / (1 << 30)} GiB",
        CLDevice opencl => $"{opencl.Name.Trim()}, {opencl.PlatformName.Trim()}, {opencl.CLStdVersion}, {opencl.NumMultiprocessors} compute units",
        _ => "ILGPU's CPU accelerator",
    };

    private static string WhyNone(string kind) => kind switch
    {
        Cuda => NativeDriverLibraries.IsInstalled("cuda")
            ? "the driver's library is there, but it reports no usable GPU"
            : "no NVIDIA driver (libcuda.so.1) on this machine",
        OpenCL => NativeDriverLibraries.IsInstalled("OpenCL")
            ? "the OpenCL library is there, but it reports no usable device"
            : "no OpenCL (libOpenCL.so.1) on this machine",
        _ => "ILGPU's CPU accelerator is missing",
    };
}
