using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>A whole update: target forward, online forward, loss, backward, Adam, from bytes.</summary>
internal sealed class UpdateFigures(PlainTimes plain, FastestPyTorch pyTorch) : IFigures
{
    /// <inheritdoc/>
    public string Title => "One update of the weights";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
        {
            var wanted =
                (from name in MeasuredNetwork.Names
                 from batch in new[] { 32, 64 }
                 let figure = $"update/{name}/batch-{batch}/{subject.Name}"
                 where isWanted(figure)
                 select (figure, name, batch)).ToArray();
            if (wanted.Length == 0)
                continue;
            using var device = subject.Open();
            foreach (var (figure, name, batch) in wanted)
            {
                var network = MeasuredNetwork.Create(name);
                using var operations = new NetworkOperations(device, network, batch);
                using var update = new MeasuredUpdate(device, network, new() { BatchSize = batch });
                report(new(figure, Timing.Of(update.Run, device.Synchronize))
                {
                    Threads = subject.Threads,
                    FloatingPointOperations = MeasuredUpdate.FloatingPointOperations(network, batch),
                    Bytes = operations.OfUpdate(operation => operation.Bytes),
                    PlainMilliseconds = operations.OfUpdate(operation => plain.Milliseconds(name, operation)),
                    PyTorch = pyTorch.Measure(figure),
                });
            }
        }
    }
}
