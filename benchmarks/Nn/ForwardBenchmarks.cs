using BenchmarkDotNet.Attributes;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>The action for one state, from the host's bytes to the chosen action: what every step of the game waits for.</summary>
[MemoryDiagnoser]
public class ForwardOneBenchmarks
{
    private Device device = null!;
    private MeasuredAct act = null!;

    /// <summary>Which network.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "article";

    /// <summary>Where it runs.</summary>
    [ParamsSource(nameof(AllDevices))]
    public MeasuredDevice Device { get; set; } = null!;

    /// <summary>Values of <see cref="Network"/>.</summary>
    public static IEnumerable<string> Networks => MeasuredNetwork.Names;

    /// <summary>Values of <see cref="Device"/>.</summary>
    public static IEnumerable<MeasuredDevice> AllDevices => MeasuredDevice.All;

    /// <summary>Opens the device.</summary>
    [GlobalSetup]
    public void Setup()
    {
        device = Device.Open();
        act = new(device, MeasuredNetwork.Create(Network), states: 1);
    }

    /// <summary>One choice.</summary>
    [Benchmark]
    public void Act() => act.Run();

    /// <summary>Closes the device.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        act.Dispose();
        device.Dispose();
    }
}
