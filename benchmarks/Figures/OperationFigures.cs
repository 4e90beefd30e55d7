using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Each operation of an update of each network.</summary>
internal sealed class OperationFigures(PlainTimes plain, FastestPyTorch pyTorch) : IFigures
{
    private const int Batch = 32;

    /// <inheritdoc/>
    public string Title => "The operations of an update, minibatch 32";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
            foreach (var network in MeasuredNetwork.Names)
                Measure(subject, network, isWanted, report);
    }

    private void Measure(MeasuredDevice subject, string network, Func<string, bool> isWanted, Action<Measurement> report)
    {
        var wanted = OperationNames(network).Where(name => isWanted(FigureOf(name))).ToHashSet();
        if (wanted.Count == 0)
            return;
        using var device = subject.Open();
        using var operations = new NetworkOperations(device, MeasuredNetwork.Create(network), Batch);
        foreach (var operation in operations.All.Where(operation => wanted.Contains(operation.Name)))
        {
            report(new(FigureOf(operation.Name), Timing.Of(operation.RunInTurn, device.Synchronize, seconds: 0.2, warmup: 0.2))
            {
                Threads = subject.Threads,
                FloatingPointOperations = operation.FloatingPointOperations,
                Bytes = operation.Bytes,
                PlainMilliseconds = plain.Milliseconds(network, operation),
                PyTorch = pyTorch.Measure(FigureOf(operation.Name)),
            });
        }

        string FigureOf(string operation) => $"operation/{network}/{operation}/{subject.Name}";
    }

    private static IEnumerable<string> OperationNames(string network)
    {
        using var device = MeasuredDevice.Simd(1).Open();
        using var operations = new NetworkOperations(device, MeasuredNetwork.Create(network), Batch);
        return [.. operations.All.Select(operation => operation.Name)];
    }
}
