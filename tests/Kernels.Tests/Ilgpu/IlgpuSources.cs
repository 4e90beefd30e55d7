using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>The devices that ILGPU drives. Each is opened once and lives as long as the test run, because compiling the kernels takes seconds.</summary>
internal static class IlgpuSources
{
    public static readonly DeviceSource Cpu = Source("ilgpu-cpu", realShapes: false);
    public static readonly DeviceSource OpenCL = Source("opencl", realShapes: true);
    public static readonly DeviceSource Cuda = Source("cuda", realShapes: true);

    private static DeviceSource Source(string name, bool realShapes)
    {
        var device = new Lazy<Device>(() => Devices.Open(name));
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
