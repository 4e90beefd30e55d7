using DqnGpu.Kernels;
using NUnit.Framework.Internal;

namespace DqnGpu.Nn.Tests;

/// <summary>The devices of this machine, opened once for all tests: compiling kernels takes ILGPU seconds.</summary>
[SetUpFixture]
public sealed class TestDevices
{
    private static readonly Dictionary<string, Device> Opened = [];

    /// <summary>
    /// ILGPU's CPU accelerator: a debugger, which takes seconds for what the others do in milliseconds; see IlgpuCpuTests.
    /// </summary>
    public const string Debugger = "ilgpu-cpu";

    /// <summary>
    /// Every way in which this machine can run a network, but for the debugger; names as <see cref="Open"/> takes them. OpenCL is slow
    /// to start: PoCL, the OpenCL of machines without a GPU, compiles for half a second each kernel.
    /// </summary>
    public static IEnumerable<TestFixtureData> All =>
    [
        .. new[] { "simd", "simd Vector256", "simd Vector128", "simd Scalar", "simd 1 thread", "simd 3 threads" }.Select(name => new TestFixtureData(name)),
        .. Devices.List().Where(device => device.Available && device.Name is not ("simd" or Debugger)).Select(Gpu),
    ];

    /// <summary>The same, and CUDA in pairs of TF32 numbers, which are as good as fp32.</summary>
    public static IEnumerable<TestFixtureData> AllPrecise => HasCuda ? [.. All, new TestFixtureData(CudaTf32x3)] : All;

    /// <summary>The same as <see cref="All"/>, and CUDA in TF32: for what must hold in any precision.</summary>
    public static IEnumerable<TestFixtureData> AllAndTf32 => HasCuda ? [.. All, new TestFixtureData(CudaTf32)] : All;

    /// <summary>CUDA with products in TF32.</summary>
    public const string CudaTf32 = "cuda tf32";

    private const string CudaTf32x3 = "cuda tf32x3";

    private static bool HasCuda => Devices.List().Any(device => device.Available && device.Name == "cuda");

    private static TestFixtureData Gpu(DeviceDescription device)
    {
        var fixture = new TestFixtureData(device.Name);
        if (device.Name.StartsWith("opencl", StringComparison.Ordinal))
            fixture.Properties.Add(PropertyNames.Category, "Slow");
        return fixture;
    }

    /// <summary>Opens a device, or returns it if it is open. A test is ignored where the processor has not the vectors.</summary>
    public static Device Open(string name)
    {
        if (Opened.TryGetValue(name, out var device))
            return device;
        var options = name switch
        {
            "simd Vector256" => new DeviceOptions(SimdWidth: SimdWidth.Vector256),
            "simd Vector128" => new DeviceOptions(SimdWidth: SimdWidth.Vector128),
            "simd Scalar" => new DeviceOptions(SimdWidth: SimdWidth.Scalar),
            "simd 1 thread" => new DeviceOptions(Threads: 1),
            "simd 3 threads" => new DeviceOptions(Threads: 3),
            CudaTf32 => new DeviceOptions(Precision: Precision.Tf32),
            CudaTf32x3 => new DeviceOptions(Precision: Precision.Tf32x3),
            _ => new DeviceOptions(),
        };
        try
        {
            return Opened[name] = Devices.Open(name.Split(' ')[0], options);
        }
        catch (NotSupportedException e)
        {
            Assert.Ignore(e.Message);
            throw;
        }
    }

    /// <summary>Closes all devices after the last test.</summary>
    [OneTimeTearDown]
    public void Close()
    {
        foreach (var device in Opened.Values)
            device.Dispose();
        Opened.Clear();
    }
}
