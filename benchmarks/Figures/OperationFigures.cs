using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Each operation of an update of Nature's network (Mnih et al. 2015).</summary>
internal sealed class OperationFigures(PlainTimes plain, FastestPyTorch pyTorch) : IFigures
{
    private const string Network = "nature";
    private const int Batch = 32;

    /// <inheritdoc/>
    public string Title => "The operations of an update of Nature's network, minibatch 32";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
        {
            var wanted = OperationNames().Where(name => isWanted(FigureOf(name))).ToHashSet();
            if (wanted.Count == 0)
                continue;
            using var device = subject.Open();
            using var operations = new NetworkOperations(device, MeasuredNetwork.Create(Network), Batch);
            foreach (var operation in operations.All.Where(operation => wanted.Contains(operation.Name)))
            {
                report(new(FigureOf(operation.Name), Timing.Of(operation.RunInTurn, device.Synchronize, seconds: 0.2, warmup: 0.2))
                {
                    Threads = subject.Threads,
                    FloatingPointOperations = operation.FloatingPointOperations,
                    Bytes = operation.Bytes,
                    PlainMilliseconds = plain.Milliseconds(Network, operation),
                    PyTorch = pyTorch.Measure(FigureOf(operation.Name)),
                });
            }

            string FigureOf(string operation) => $"operation/{Network}/{operation}/{subject.Name}";
        }
    }

    private static IEnumerable<string> OperationNames()
    {
        using var device = MeasuredDevice.Simd(1).Open();
        using var operations = new NetworkOperations(device, MeasuredNetwork.Create(Network), Batch);
        return [.. operations.All.Select(operation => operation.Name)];
    }
}
