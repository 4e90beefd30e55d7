using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>What a page asks of a network: its activations, and where it looks, by gradient and by perturbation.</summary>
internal sealed class LookFigures : IFigures
{
    /// <inheritdoc/>
    public string Title => "What a page asks of a network";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
            foreach (var network in MeasuredNetwork.Names)
            {
                (string Name, Func<MeasuredLook, Action> Look)[] looks =
                [
                    ($"look/{network}/activations/{subject.Name}", look => look.Activations),
                    ($"look/{network}/saliency-by-gradient/{subject.Name}", look => look.Gradient),
                    ($"look/{network}/saliency-by-perturbation/{subject.Name}", look => look.Perturbation),
                ];
                looks = [.. looks.Where(look => isWanted(look.Name))];
                if (looks.Length == 0)
                    continue;
                using var device = subject.Open();
                using var measured = new MeasuredLook(device, MeasuredNetwork.Create(network));
                foreach (var (name, look) in looks)
                    report(new(name, Timing.Of(look(measured), device.Synchronize)) { Threads = subject.Threads });
            }
    }
}
