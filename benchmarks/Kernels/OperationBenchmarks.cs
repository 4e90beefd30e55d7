using BenchmarkDotNet.Attributes;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>Every operation of an update of Nature's network on its own.</summary>
[MemoryDiagnoser]
public class OperationBenchmarks
{
    private Device device = null!;
    private NatureOperations operations = null!;
    private MeasuredOperation operation = null!;

    /// <summary>Which operation.</summary>
    [ParamsSource(nameof(Operations))]
    public string Operation { get; set; } = "";

    /// <summary>Where it runs.</summary>
    [ParamsSource(nameof(AllDevices))]
    public MeasuredDevice Device { get; set; } = null!;

    /// <summary>Values of <see cref="Operation"/>.</summary>
    public static IEnumerable<string> Operations
    {
        get
        {
            using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
            using var operations = new NatureOperations(device);
            return [.. operations.All.Select(operation => operation.Name)];
        }
    }

    /// <summary>Values of <see cref="Device"/>.</summary>
    public static IEnumerable<MeasuredDevice> AllDevices => MeasuredDevice.All;

    /// <summary>Opens the device and fills the buffers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        device = Device.Open();
        operations = new(device);
        operation = operations.All.Single(candidate => candidate.Name == Operation);
    }

    /// <summary>One call, waited for.</summary>
    [Benchmark]
    public void Run()
    {
        operation.Run();
        device.Synchronize();
    }

    /// <summary>Closes the device.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        operations.Dispose();
        device.Dispose();
    }
}
