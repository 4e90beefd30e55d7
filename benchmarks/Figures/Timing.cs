using System.Diagnostics;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>A quick timing: median and fastest of many short samples.</summary>
/// <param name="MedianMilliseconds">Half of the samples were faster.</param>
/// <param name="FastestMilliseconds">What is left when nothing else disturbs.</param>
/// <param name="ProcessorMilliseconds">
/// Processor time of the whole process for each run: with one thread, what the work takes even while other programs interrupt it.
/// </param>
public readonly record struct Timing(double MedianMilliseconds, double FastestMilliseconds, double ProcessorMilliseconds)
{
    /// <summary>Runs an operation again and again.</summary>
    /// <param name="operation">What is timed; it returns when the work is done or queued.</param>
    /// <param name="synchronize">Waits until queued work is done.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmup">Seconds before that.</param>
    /// <param name="samples">The fewest samples that are taken, and the fewest runs before them.</param>
    public static Timing Of(Action operation, Action synchronize, double seconds = 1, double warmup = 0.4, int samples = 3)
    {
        var warming = Stopwatch.StartNew();
        var count = 0;
        while (warming.Elapsed.TotalSeconds < warmup || count < samples)
        {
            operation();
            count++;
            synchronize();
        }

        // A sample of at least some milliseconds, so that queued work overlaps as it does in training.
        var perSample = Math.Max(1, (int)(5 / (warming.Elapsed.TotalMilliseconds / count)));
        var taken = new List<double>();
        var processorTime = Environment.CpuUsage.TotalTime;
        var total = Stopwatch.StartNew();
        while (total.Elapsed.TotalSeconds < seconds || taken.Count < samples)
        {
            var begin = Stopwatch.GetTimestamp();
            for (var i = 0; i < perSample; i++)
                operation();
            synchronize();
            taken.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds / perSample);
        }

        processorTime = Environment.CpuUsage.TotalTime - processorTime;
        var runs = taken.Count * perSample;
        taken.Sort();
        return new(taken[taken.Count / 2], taken[0], processorTime.TotalMilliseconds / runs);
    }
}
