using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>
/// Milliseconds of the action values of ONE state and of eight, from the host's bytes to the chosen actions: what acting costs.
/// </summary>
public sealed class ForwardFigures : IFigures
{
    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
    {
        foreach (var subject in MeasuredDevice.All)
        {
            var wanted =
                (from network in MeasuredNetwork.Names
                 from states in new[] { 1, 8 }
                 let name = $"act/{network}/states-{states}/{subject.Name}"
                 where isWanted(name)
                 select (name, Network: MeasuredNetwork.Create(network), states)).ToArray();
            if (wanted.Length == 0)
                continue;
            using var device = subject.Open();
            foreach (var (name, network, states) in wanted)
            {
                using var act = new MeasuredAct(device, network, states);
                var timing = Timing.Of(act.Run, device.Synchronize, seconds: 0.5);
                report(new(name, timing.MedianMilliseconds, "ms"));
                report(new(name + "/fastest", timing.FastestMilliseconds, "ms"));
                report(new(name + "/processor-time", timing.ProcessorMilliseconds, "ms"));
            }
        }
    }
}
