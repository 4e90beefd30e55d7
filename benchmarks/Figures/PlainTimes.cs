using DqnGpu.Benchmarks.Gpu;
using DqnGpu.Benchmarks.Kernels;
using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>What operations take as loops over their formulas. Each is timed once, when it is first asked for.</summary>
internal sealed class PlainTimes
{
    private readonly Dictionary<(string Network, string Operation), double> millisecondsOfARow = [];

    /// <summary>Milliseconds of all its rows.</summary>
    /// <param name="network">Whose operation it is.</param>
    /// <param name="operation">The operation, at any number of rows.</param>
    public double Milliseconds(string network, MeasuredOperation operation)
    {
        if (millisecondsOfARow.Count == 0)
            Compile();
        var loops = operation.PlainLoops;
        if (!millisecondsOfARow.TryGetValue((network, operation.Name), out var row))
            millisecondsOfARow[(network, operation.Name)] = row = loops.Milliseconds() / loops.Rows;
        return row * loops.Rows;
    }

    // .NET compiles a method well when it has been called thirty times, twice over: that takes long when a call does.
    private static void Compile()
    {
        using var device = MeasuredDevice.Simd(1).Open();
        using var operations = new NetworkOperations(device, Effort.Small.Networks[0].Network, batchSize: 1);
        Action[] calls = [.. operations.All.Select(operation => operation.PlainLoops.Of(operation.PlainLoops.Rows))];
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 100; i++)
                foreach (var call in calls)
                    call();
            // It begins a tenth of a second after the last new method, in a thread of its own.
            Thread.Sleep(200);
        }
    }
}
