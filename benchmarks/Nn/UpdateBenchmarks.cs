using BenchmarkDotNet.Attributes;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>A whole update of the network, from bytes on the device to new parameters.</summary>
[MemoryDiagnoser]
public class UpdateBenchmarks
{
    private Device device = null!;
    private MeasuredUpdate update = null!;
    private NetworkOperations operations = null!;

    /// <summary>Which network.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "article";

    /// <summary>Transitions in the minibatch.</summary>
    [Params(1, 8, 32, 128)]
    public int Batch { get; set; }

    /// <summary>Where it runs.</summary>
    [ParamsSource(nameof(AllDevices))]
    public MeasuredDevice Device { get; set; } = null!;

    /// <summary>Values of <see cref="Network"/>.</summary>
    public static IEnumerable<string> Networks => MeasuredNetwork.Names;

    /// <summary>Values of <see cref="Device"/>.</summary>
    public static IEnumerable<MeasuredDevice> AllDevices => MeasuredDevice.All;

    /// <summary>Opens the device and fills the minibatches.</summary>
    [GlobalSetup]
    public void Setup()
    {
        device = Device.Open();
        update = new(device, MeasuredNetwork.Create(Network), new() { BatchSize = Batch });
        operations = new(device, MeasuredNetwork.Create(Network), Batch);
    }

    /// <summary>Its operations called one by one: no two networks or passes together, no graph; and without the loss.</summary>
    [Benchmark(Baseline = true)]
    public void OneByOne()
    {
        operations.RunUpdate();
        device.Synchronize();
    }

    /// <summary>One update, waited for.</summary>
    [Benchmark]
    public void Update()
    {
        update.Run();
        device.Synchronize();
    }

    /// <summary>Closes the device.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        operations.Dispose();
        update.Dispose();
        device.Dispose();
    }
}
