using DqnGpu.Benchmarks.Nn;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>One update of each learner of the family, a minibatch of 32.</summary>
internal sealed class LearnerFigures : IFigures
{
    private const int Batch = 32;

    /// <inheritdoc/>
    public string Title => "One update of each learner";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        foreach (var subject in MeasuredDevice.All)
            foreach (var learner in MeasuredLearner.Names)
            {
                var figure = $"learner/{learner}/batch-{Batch}/{subject.Name}";
                if (!isWanted(figure))
                    continue;
                using var device = subject.Open();
                var (network, options) = MeasuredLearner.Create(learner);
                using var update = new MeasuredUpdate(device, network, options with { BatchSize = Batch });
                report(new(figure, Timing.Of(update.Run, device.Synchronize)) { Threads = subject.Threads });
            }
    }
}
