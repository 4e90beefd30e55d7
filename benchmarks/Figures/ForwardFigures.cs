using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>The action values of ONE state and of eight, from the host's bytes to the chosen actions: what acting costs.</summary>
internal sealed class ForwardFigures(PlainTimes plain, FastestPyTorch pyTorch) : IFigures
{
    /// <inheritdoc/>
    public string Title => "A choice of actions";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
        {
            var wanted =
                (from name in MeasuredNetwork.Names
                 from states in new[] { 1, 8 }
                 let figure = $"act/{name}/states-{states}/{subject.Name}"
                 where isWanted(figure)
                 select (figure, name, states)).ToArray();
            if (wanted.Length == 0)
                continue;
            using var device = subject.Open();
            foreach (var (figure, name, states) in wanted)
            {
                var network = MeasuredNetwork.Create(name);
                using var operations = new NetworkOperations(device, network, states);
                using var act = new MeasuredAct(device, network, states);
                report(new(figure, Timing.Of(act.Run, device.Synchronize))
                {
                    Threads = subject.Threads,
                    FloatingPointOperations = 2.0 * states * network.MultiplyAdds,
                    Bytes = operations.OfAct(operation => operation.Bytes),
                    PlainMilliseconds = operations.OfAct(operation => plain.Milliseconds(name, operation)),
                    PyTorch = pyTorch.Measure(figure),
                });
            }
        }
    }
}
