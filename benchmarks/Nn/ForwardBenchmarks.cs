using BenchmarkDotNet.Attributes;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Nn;

/// <summary>The actions for some states, from the host's bytes to the chosen actions: what every step of the games waits for.</summary>
[MemoryDiagnoser]
public class ForwardBenchmarks
{
    private Device device = null!;
    private MeasuredAct act = null!;
    private Network network = null!;
    private double[] frames = [], parameters = [], q = [];

    /// <summary>Which network.</summary>
    [ParamsSource(nameof(Networks))]
    public string Network { get; set; } = "article";

    /// <summary>Games that are acted for at once.</summary>
    [Params(1, 8, 32)]
    public int States { get; set; }

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
        network = MeasuredNetwork.Create(Network);
        act = new(device, network, States);
        var random = new Random(1);
        frames = Uniform(States * network.Frames.Length, () => random.NextDouble());
        parameters = Uniform(network.BufferLength, () => (random.NextDouble() - 0.5) / 10);
        q = new double[States * network.Actions];
    }

    /// <summary>The action values alone, by loops over the formulas, on one core and in double precision.</summary>
    [Benchmark(Baseline = true)]
    public void PlainLoops() => NetworkReference.Forward(network, States, frames, parameters, q);

    /// <summary>One choice for each state.</summary>
    [Benchmark]
    public void Act() => act.Run();

    /// <summary>Closes the device.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        act.Dispose();
        device.Dispose();
    }

    private static double[] Uniform(int length, Func<double> next)
    {
        var content = new double[length];
        foreach (ref var value in content.AsSpan())
            value = next();
        return content;
    }
}
