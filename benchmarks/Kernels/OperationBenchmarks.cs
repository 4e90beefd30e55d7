using BenchmarkDotNet.Attributes;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;

namespace DqnGpu.Benchmarks.Kernels;

/// <summary>Every operation of an update of Nature's network on its own, minibatch 32.</summary>
[MemoryDiagnoser]
public class OperationBenchmarks
{
    private const string Network = "nature";
    private const int Batch = 32;

    private static readonly Dictionary<string, double> OperationsOf = CountedOperations();

    private Device device = null!;
    private NetworkOperations operations = null!;
    private MeasuredOperation operation = null!;
    private Action plainLoops = null!;

    /// <summary>Which operation.</summary>
    [ParamsSource(nameof(Operations))]
    public string Operation { get; set; } = "";

    /// <summary>Where it runs.</summary>
    [ParamsSource(nameof(AllDevices))]
    public MeasuredDevice Device { get; set; } = null!;

    /// <summary>Values of <see cref="Operation"/>.</summary>
    public static IEnumerable<string> Operations => OperationsOf.Keys;

    /// <summary>Values of <see cref="Device"/>.</summary>
    public static IEnumerable<MeasuredDevice> AllDevices => MeasuredDevice.All;

    /// <summary>Opens the device and fills the buffers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        device = Device.Open();
        operations = new(device, MeasuredNetwork.Create(Network), Batch);
        operation = operations.All.Single(candidate => candidate.Name == Operation);
        plainLoops = operation.PlainLoops.Of(operation.PlainLoops.Rows);
    }

    /// <summary>Loops over its formula, on one core and in double precision.</summary>
    [Benchmark(Baseline = true)]
    public void PlainLoops() => plainLoops();

    /// <summary>One call, waited for.</summary>
    [Benchmark]
    public void Run()
    {
        operation.RunInTurn();
        device.Synchronize();
    }

    /// <summary>Closes the device.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        operations.Dispose();
        device.Dispose();
    }

    /// <summary>Two for each multiply-add of an operation.</summary>
    internal static double FloatingPointOperations(string operation) => OperationsOf[operation];

    private static Dictionary<string, double> CountedOperations()
    {
        using var device = MeasuredDevice.Simd(1).Open();
        using var operations = new NetworkOperations(device, MeasuredNetwork.Create(Network), Batch);
        return operations.All.ToDictionary(operation => operation.Name, operation => operation.FloatingPointOperations);
    }
}
