using DqnGpu.Ale;
using DqnGpu.Benchmarks.Ale;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>The parts of an observation, on two consecutive frames of Breakout, at each vector width of the machine.</summary>
internal sealed class PreprocessingFigures : IFigures
{
    /// <inheritdoc/>
    public string Title => "The parts of an observation";

    /// <inheritdoc/>
    public void Measure(Func<string, bool> isWanted, Action<Measurement> report)
    {
        var plainTimes = new Dictionary<string, double>();
        foreach (string width in PreprocessingBenchmarks.Widths)
        {
            string prefix = $"preprocessing/{width.ToLowerInvariant()}";
            (string Name, Func<PreprocessingBenchmarks, Action> Part)[] parts =
            [
                ("observation", benchmark => benchmark.Observation),
                ("max-then-gray", benchmark => benchmark.MaxThenGray),
                ("gray-then-max", benchmark => benchmark.GrayThenMax),
                ("resize", benchmark => benchmark.Resize),
            ];
            foreach ((string name, Func<PreprocessingBenchmarks, Action> part) in parts.Where(part => isWanted($"{prefix}/{part.Name}")))
            {
                var benchmark = new PreprocessingBenchmarks { Width = width };
                benchmark.Load();
                Timing timing = Timing.Of(part(benchmark), synchronize: () => { }, seconds: 0.2);
                if (width == nameof(SimdPath.Scalar))
                    plainTimes[name] = timing.FastestMilliseconds;
                report(new($"{prefix}/{name}", timing) { Threads = 1, PlainMilliseconds = plainTimes.TryGetValue(name, out double plain) ? plain : null });
            }
        }
    }
}
