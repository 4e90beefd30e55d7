using DqnGpu.Kernels.Ilgpu;
using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>
/// The devices that ILGPU drives. Each is opened once and lives as long as the test run, because compiling the kernels takes seconds.
/// </summary>
internal static class IlgpuSources
{
    /// <summary>Multiprocessors of an H100 or H200.</summary>
    private const int HopperMultiprocessors = 132;

    public static readonly DeviceSource Cpu = Source("ilgpu-cpu", realShapes: false);
    public static readonly DeviceSource Cuda = Source("cuda", realShapes: true);
    public static readonly DeviceSource CudaTf32 = Source("cuda", realShapes: true, precision: Precision.Tf32);

    /// <summary>Spread as over a small GPU, where a test's sizes are made by teams of warps, as large ones are on a large GPU.</summary>
    public static readonly DeviceSource CudaTeam = Source("cuda", realShapes: true, device => device.Multiprocessors = 2);

    public static readonly DeviceSource CudaTeamTf32 = Source("cuda", realShapes: true, device => device.Multiprocessors = 2, Precision.Tf32);

    public static readonly DeviceSource CudaTf32x3 = Source("cuda", realShapes: true, precision: Precision.Tf32x3);

    /// <summary>
    /// Spread as over a large GPU, whatever the device: so the sliced and split products of a GPU are tested on a processor too.
    /// </summary>
    public static readonly DeviceSource OpenCL = Source("opencl", realShapes: true, device => device.Multiprocessors = HopperMultiprocessors);

    private static DeviceSource Source(
        string name, bool realShapes, Action<IlgpuDevice>? configure = null, Precision precision = Precision.Fp32)
    {
        var device = new Lazy<Device>(() =>
        {
            var opened = (IlgpuDevice)Devices.Open(name, new DeviceOptions(Precision: precision));
            configure?.Invoke(opened);
            return opened;
        });
        return new(() => Opened(device), realShapes, Close: _ => { });
    }

    private static Device Opened(Lazy<Device> device)
    {
        try
        {
            return device.Value;
        }
        catch (NotSupportedException exception)
        {
            Assert.Ignore(exception.Message);
            throw;
        }
    }
}
