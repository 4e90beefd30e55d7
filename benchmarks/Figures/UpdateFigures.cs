using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>
/// Milliseconds of a whole update (target forward, online forward, loss, backward, Adam, from bytes), and the arithmetic it does.
/// </summary>
public sealed class UpdateFigures : IFigures
{
    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
    {
        foreach (var subject in MeasuredDevice.All)
        {
            var wanted =
                (from network in MeasuredNetwork.Names
                 from batch in new[] { 32, 64 }
                 let name = $"update/{network}/batch-{batch}/{subject.Name}"
                 where isWanted(name)
                 select (name, Network: MeasuredNetwork.Create(network), batch)).ToArray();
            if (wanted.Length == 0)
                continue;
            using var device = subject.Open();
            foreach (var (name, network, batch) in wanted)
            {
                using var update = new MeasuredUpdate(device, network, batch);
                var timing = Timing.Of(update.Run, device.Synchronize);
                report(new(name, timing.MedianMilliseconds, "ms"));
                report(new(name + "/fastest", timing.FastestMilliseconds, "ms"));
                report(new(name + "/processor-time", timing.ProcessorMilliseconds, "ms"));
                var operations = MeasuredUpdate.FloatingPointOperations(network, batch);
                report(new(name + "/rate", operations / timing.MedianMilliseconds / 1e6, "GFLOP/s"));
            }
        }
    }
}
