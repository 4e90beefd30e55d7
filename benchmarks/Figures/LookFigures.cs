using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Milliseconds of what a page asks of a network: its activations, and where it looks, by gradient and by perturbation.</summary>
public sealed class LookFigures : IFigures
{
    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
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
                if (!looks.Any(look => isWanted(look.Name)))
                    continue;
                using var device = subject.Open();
                using var measured = new MeasuredLook(device, MeasuredNetwork.Create(network));
                foreach (var (name, look) in looks.Where(look => isWanted(look.Name)))
                {
                    var timing = Timing.Of(look(measured), device.Synchronize, seconds: 0.5);
                    report(new(name, timing.MedianMilliseconds, "ms"));
                    report(new(name + "/fastest", timing.FastestMilliseconds, "ms"));
                    report(new(name + "/processor-time", timing.ProcessorMilliseconds, "ms"));
                }
            }
    }
}
