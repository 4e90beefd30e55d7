using DqnGpu.Kernels.Ilgpu.Cuda;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Finds and opens the devices that ILGPU drives: <c>cuda[:i]</c>, <c>opencl[:i]</c>, <c>ilgpu-cpu</c>.</summary>
internal static class IlgpuDevices
{
    /// <summary>The kinds; a kind alone names its first device.</summary>
    public const string Cuda = "cuda", OpenCL = "opencl", Cpu = "ilgpu-cpu";

    /// <summary>True when the library of the driver that the kind needs can be loaded.</summary>
    private static bool IsDriverInstalled(string kind) => kind switch
    {
        Cuda => NativeDriverLibraries.IsInstalled(NativeDriverLibraries.Cuda),
        OpenCL => NativeDriverLibraries.IsInstalled(NativeDriverLibraries.OpenCL),
        _ => true,
    };

    /// <summary>True when the user has such a device, or at least its driver: that none is found should then be told.</summary>
    public static bool IsExpected(string kind) =>
        IsDriverInstalled(kind) || (kind == Cuda && NativeDriverLibraries.CudaPath is not null);

    /// <summary>The devices of one kind, as their driver lists them; if there is none, one description that says why.</summary>
    /// <param name="kind"><see cref="Cuda"/>, <see cref="OpenCL"/> or <see cref="Cpu"/>.</param>
    public static IReadOnlyList<DeviceDescription> List(string kind)
    {
        NativeDriverLibraries.Register();
        if (!IsDriverInstalled(kind))
            return [new(kind, "", Available: false, WhyNone(kind))];
        try
        {
            using var context = CreateContext(kind);
            var devices = Devices(context, kind);
            if (devices.Count == 0)
                return [new(kind, "", Available: false, WhyNone(kind))];
            return
            [
                .. devices.Index().Select(device => new DeviceDescription(NameOf(kind, device.Index), Describe(device.Item), Available: true)
                {
                    IsGpu = device.Item is CudaDevice or CLDevice { DeviceType: CLDeviceType.CL_DEVICE_TYPE_GPU },
                }),
            ];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [new(kind, "", Available: false, DriverErrors.Describe("listing its devices", error))];
        }
    }

    /// <summary>Opens one, and has it run a first kernel: what it does not run is told now.</summary>
    /// <param name="kind"><see cref="Cuda"/>, <see cref="OpenCL"/> or <see cref="Cpu"/>.</param>
    /// <param name="index">Which of several of that kind.</param>
    /// <param name="precision">What its products compute in.</param>
    /// <param name="notice">Takes a line that the user should see: the driver refuses graphs.</param>
    /// <exception cref="NotSupportedException">There is none, its driver does not open it, or fails at the first kernel, or it has not the precision; the message says
    /// why.</exception>
    public static IlgpuDevice Open(string kind, int index = 0, Precision precision = Precision.Fp32, Action<string>? notice = null)
    {
        NativeDriverLibraries.Register();
        if (!IsDriverInstalled(kind))
            throw new NotSupportedException($"There is no {kind} device: {WhyNone(kind)}.");
        var context = CreateContext(kind);
        try
        {
            var devices = Devices(context, kind);
            if (devices.Count == 0)
                throw new NotSupportedException($"There is no {kind} device: {WhyNone(kind)}.");
            if (index < 0 || index >= devices.Count)
                throw new NotSupportedException($"There is no {kind}:{index}: {kind} has the devices 0..{devices.Count - 1}.");
            if (precision != Precision.Fp32 && !HasTensorCores(devices[index]))
                throw Kernels.Devices.LacksPrecision($"{NameOf(kind, index)}, {Describe(devices[index])},", precision);
            return Open(NameOf(kind, index), context, devices[index], precision, notice);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <summary>Tensor cores that multiply TF32: since Ampere.</summary>
    private static bool HasTensorCores(ILGPU.Runtime.Device device) => device is CudaDevice { Architecture.Major: >= 8 };

    private static IlgpuDevice Open(string name, Context context, ILGPU.Runtime.Device device, Precision precision, Action<string>? notice)
    {
        Accelerator? accelerator = null;
        var description = Describe(device) + (precision == Precision.Fp32 ? "" : $", {precision.ToString().ToLowerInvariant()}");
        try
        {
            accelerator = device.CreateAccelerator(context);
            var opened = new IlgpuDevice(name, context, accelerator, description, precision, notice);
            if (device is not CPUDevice)
                DeviceTrial.Run(opened);
            return opened;
        }
        // Whatever it is, another device may do: a driver too old or too new fails in ways that nobody has foreseen.
        catch (Exception error)
        {
            if (accelerator is not null)
                Disposal.Dispose(accelerator);
            var reason = error is DeviceException or OutOfMemoryException
                ? error.Message.Replace($"{name} ({description}): ", "", StringComparison.Ordinal).TrimEnd('.')
                : DriverErrors.Describe(accelerator is null ? "the creation of its context" : "a first call of its driver", error);
            throw new NotSupportedException($"{name} ({Describe(device)}) cannot be opened: {reason}.", error);
        }
    }

    private static Context CreateContext(string kind) => kind switch
    {
        // CudaDevices lists the devices itself.
        Cuda => KernelCompiler.CreateCudaContext(),
        // At O1 OpenCL kernels with views fail to build: ILGPU casts global pointers to generic ones and back.
        OpenCL => Context.Create(builder => builder.OpenCL(AcceptOpenCL).Optimize(OptimizationLevel.O2)).DropDeadWaysFirst(),
        Cpu => Context.Create(builder => builder.CPU(CpuDevice())).DropDeadWaysFirst(),
        _ => throw new ArgumentException($"ILGPU drives {Cuda}, {OpenCL} and {Cpu}, not '{kind}'.", nameof(kind)),
    };

    /// <summary>
    /// One group of 32 threads at a time: a warp, the smallest that a tile of results can have. Every simulated thread is a thread of the host.
    /// </summary>
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
        Cuda => [.. CudaDevices.List()],
        OpenCL => [.. context.GetCLDevices()],
        _ => [.. context.GetCPUDevices()],
    };

    private static string NameOf(string kind, int index) => index == 0 ? kind : $"{kind}:{index}";

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
        Cuda => CudaDevices.WhyNone(),
        OpenCL => IsDriverInstalled(OpenCL) ? "the OpenCL library reports no usable device" : "no OpenCL library (libOpenCL.so.1) was found",
        _ => "ILGPU's CPU accelerator is missing",
    };
}
