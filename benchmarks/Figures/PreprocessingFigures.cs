using DqnGpu.Benchmarks.Ale;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Microseconds of the parts of an observation, on two consecutive frames of Breakout, at each vector width of the machine.</summary>
public sealed class PreprocessingFigures : IFigures
{
    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Figure> report)
    {
        foreach (string width in PreprocessingBenchmarks.Widths)
        {
            string prefix = $"preprocessing/{width.ToLowerInvariant()}";
            (string Name, Func<PreprocessingBenchmarks, Action> Part)[] parts =
            [
                ($"{prefix}/max-then-gray", benchmark => benchmark.MaxThenGray),
                ($"{prefix}/gray-then-max", benchmark => benchmark.GrayThenMax),
                ($"{prefix}/resize", benchmark => benchmark.Resize),
            ];
            foreach ((string name, Func<PreprocessingBenchmarks, Action> part) in parts.Where(part => isWanted(part.Name)))
            {
                var benchmark = new PreprocessingBenchmarks { Width = width };
                benchmark.Load();
                Timing timing = Timing.Of(part(benchmark), synchronize: () => { }, seconds: 0.3);
                report(new(name, timing.MedianMilliseconds * 1000, "us"));
                report(new(name + "/fastest", timing.FastestMilliseconds * 1000, "us"));
            }
        }
    }
}
