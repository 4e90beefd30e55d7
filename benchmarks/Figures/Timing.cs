using System.Diagnostics;
using System.Runtime;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>A quick timing: median and fastest of many short samples.</summary>
/// <param name="MedianMilliseconds">Half of the samples were faster.</param>
/// <param name="MeanMilliseconds">The time of all runs by their number.</param>
/// <param name="FastestMilliseconds">What is left when nothing else disturbs.</param>
/// <param name="ProcessorMilliseconds">
/// Processor time of the whole process for each run: with one thread, what the work takes even while other programs interrupt it.
/// </param>
/// <param name="Waited">Share of the time in which threads could run that they waited for a core; null where the system does not tell.</param>
public readonly record struct Timing(double MedianMilliseconds, double MeanMilliseconds, double FastestMilliseconds, double ProcessorMilliseconds, double? Waited)
{
    // Where something new is compiled in every call, as ILGPU's kernels are, that never ends by itself.
    private const double LongestWarmup = 3;

    /// <summary>Runs an operation again and again.</summary>
    /// <param name="operation">What is timed; it returns when the work is done or queued.</param>
    /// <param name="synchronize">Waits until queued work is done.</param>
    /// <param name="seconds">How long to measure.</param>
    /// <param name="warmup">Seconds before that in which nothing is compiled any more: .NET compiles what runs often once more, and better.</param>
    /// <param name="samples">The fewest samples that are taken, and the fewest runs before them.</param>
    public static Timing Of(Action operation, Action synchronize, double seconds = 0.3, double warmup = 0.25, int samples = 3)
    {
        var warming = Stopwatch.StartNew();
        var count = 0;
        var (compiled, lastCompiled) = (0L, 0.0);
        while ((warming.Elapsed.TotalSeconds < lastCompiled + warmup && warming.Elapsed.TotalSeconds < LongestWarmup) || count < samples)
        {
            operation();
            count++;
            synchronize();
            if (JitInfo.GetCompiledMethodCount() is var now && now != compiled)
                (compiled, lastCompiled) = (now, warming.Elapsed.TotalSeconds);
        }

        // A sample of at least some milliseconds, so that queued work overlaps as it does in training.
        var perSample = Math.Max(1, (int)(5 / (warming.Elapsed.TotalMilliseconds / count)));
        var taken = new List<double>();
        var waiting = CoreWait.Read();
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

        var elapsed = total.Elapsed;
        processorTime = Environment.CpuUsage.TotalTime - processorTime;
        var waited = CoreWait.ShareSince(waiting);
        var runs = taken.Count * perSample;
        taken.Sort();
        return new(taken[taken.Count / 2], elapsed.TotalMilliseconds / runs, taken[0], processorTime.TotalMilliseconds / runs, waited);
    }
}
