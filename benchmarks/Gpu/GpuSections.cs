using System.Diagnostics;
using DqnGpu.Benchmarks.Figures;
using DqnGpu.Benchmarks.Nn;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Benchmarks.Gpu;

/// <summary>What only a GPU can show, a section a call, so that one which fails or hangs loses no other: <c>gpu.sh</c> calls them in turn.</summary>
/// <remarks>Figures are lines <c>name value unit</c> whose names end in the precision; everything else is for people.</remarks>
internal sealed class GpuSections(string device, string precisionName, Effort effort)
{
    private const int Failed = 1, Usage = 2, NoDevice = 3;

    private readonly Precision precision = MeasuredPrecision.Parse(precisionName)!.Value;
    private bool checksFailed;

    /// <summary><c>gpu SECTION [DEVICE] [--precision fp32] [--small]</c>.</summary>
    /// <returns>0; 1: a check failed; 2: the words are not understood; 3: the device did not open, and nothing else was used in its place.</returns>
    public static int Run(IReadOnlyList<string> words)
    {
        var rest = words.ToList();
        var small = rest.Remove("--small");
        var precision = "fp32";
        if (rest.IndexOf("--precision") is >= 0 and var at && at + 1 < rest.Count)
        {
            precision = rest[at + 1];
            rest.RemoveRange(at, 2);
        }
        if (rest.Count is 0 or > 2 || rest.Any(word => word.StartsWith('-')) || MeasuredPrecision.Parse(precision) is null)
            return NotUnderstood();
        return new GpuSections(rest.ElementAtOrDefault(1) ?? "cuda", precision, small ? Effort.Small : Effort.Full).Run(rest[0]);
    }

    private static int NotUnderstood()
    {
        Console.Error.WriteLine(
            "gpu wants a section (machine, updates, kernels, batches, copies), " +
            $"a device [cuda], --precision {string.Join('|', MeasuredPrecision.Names)} [fp32], --small for the least that shows that it runs");
        return Usage;
    }

    private int Run(string section)
    {
        Action<Device>? measure = section switch
        {
            "machine" => Machine,
            "updates" => Updates,
            "kernels" => opened => KernelFigures.Measure(opened, effort, precisionName, Print),
            "batches" => Batches,
            "copies" => opened => CopyFigures.Measure(opened, effort, Print),
            _ => null,
        };
        if (measure is null)
            return NotUnderstood();
        try
        {
            if (section == "machine")
                ListDevices();
            var watch = Stopwatch.StartNew();
            using var opened = MeasuredPrecision.Open(device, precision, Console.WriteLine);
            Console.WriteLine($"measured {opened.Name}, {precisionName}: {opened.Description}");
            if (section == "machine")
                Print(new("start/device", watch.Elapsed.TotalMilliseconds, "ms"));
            measure(opened);
            return checksFailed ? Failed : 0;
        }
        catch (NotSupportedException error)
        {
            Console.WriteLine($"no device: {error.Message}");
            return NoDevice;
        }
    }

    private static void ListDevices()
    {
        foreach (var listed in Devices.List())
            Console.WriteLine($"device {listed.Name}: {(listed.Available ? listed.Description : "not available, " + listed.WhyUnavailable)}");
        Console.WriteLine($".NET {Environment.Version}, {Environment.ProcessorCount} cores");
    }

    /// <summary>One kernel, from C# to its result: whatever is wrong with a machine mostly shows here.</summary>
    private void Machine(Device opened)
    {
        using var x = opened.Allocate<float>(4);
        using var y = opened.Allocate<float>(4);
        x.CopyFrom([-2, -1, 1, 2]);
        var watch = Stopwatch.StartNew();
        opened.Relu.Forward(x, y);
        opened.Synchronize();
        Print(new("start/one-kernel", watch.Elapsed.TotalMilliseconds, "ms"));
        Check("one kernel computes what it should", y.ToArray() is [0, 0, 1, 2]);
        Console.WriteLine($"precisions {string.Join(' ', MeasuredPrecision.OfferedBy(device))}");
    }

    private void Updates(Device opened)
    {
        // First, so that it compiles every kernel: C# to PTX, and the driver's PTX to machine code unless it has kept that from an earlier run.
        var watch = Stopwatch.StartNew();
        using (var update = new MeasuredUpdate(opened, effort.Networks[^1].Network, new() { BatchSize = effort.Batch }))
        {
            update.Run();
            opened.Synchronize();
        }
        Print(new($"start/kernels-of-an-update/{precisionName}", watch.Elapsed.TotalMilliseconds, "ms"));
        checksFailed |= !DeviceChecks.Run(opened, effort, Console.WriteLine);
        foreach (var (name, network) in effort.Networks)
            MeasureUpdate(opened, name, network, effort.Batch);
    }

    private void Batches(Device opened)
    {
        foreach (var batch in effort.LargerBatches)
        {
            foreach (var (name, network) in effort.Networks)
                MeasureUpdate(opened, name, network, batch);
        }
        foreach (var (name, network) in effort.Networks)
        {
            foreach (var states in effort.States)
            {
                using var act = new MeasuredAct(opened, network, states);
                Print(new($"act/{name}/states-{states}/{precisionName}", Microseconds(opened, act.Run), "us"));
            }
        }
    }

    private void MeasureUpdate(Device opened, string name, Network network, int batch)
    {
        foreach (var mode in new[] { "graph", "plain" })
        {
            using var update = new MeasuredUpdate(opened, network, new() { BatchSize = batch, UseGraph = mode == "graph" });
            var microseconds = Microseconds(opened, update.Run);
            if (update.Graph is { } graph)
                Console.WriteLine($"graph: {name}, batch {batch}, {precisionName}: {graph}");
            Print(new($"update/{name}/batch-{batch}/{mode}/{precisionName}", microseconds, "us"));
            Print(new($"rate/{name}/batch-{batch}/{mode}/{precisionName}", MeasuredUpdate.FloatingPointOperations(network, batch) / microseconds / 1000, "GFLOP/s"));
        }
    }

    private double Microseconds(Device opened, Action operation) =>
        1000 * Timing.Of(operation, opened.Synchronize, effort.Seconds, effort.Seconds, effort.Samples).MedianMilliseconds;

    private void Check(string name, bool passed)
    {
        checksFailed |= !passed;
        Console.WriteLine($"{(passed ? "passed" : "FAILED")}  {name}");
    }

    private static void Print(Figure figure) => Console.WriteLine(figure);
}
