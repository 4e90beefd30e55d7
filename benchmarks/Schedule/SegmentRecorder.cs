using System.Diagnostics;
using DqnGpu.Kernels.Simd;

namespace DqnGpu.Benchmarks.Schedule;

/// <summary>Makes segments of what one thread does on a device: its regions, and what lies between them.</summary>
/// <remarks>The same is done again and again; of each task the shortest time counts, for what makes it longer is the machine.</remarks>
internal sealed class SegmentRecorder(SimdDevice device, PoolCost pool)
{
    private const int Repetitions = 60;

    /// <summary>The segments of <paramref name="operation"/>, which has the same regions each time.</summary>
    public IReadOnlyList<Segment> Record(Action operation)
    {
        List<double[]>? shortest = null;
        for (var repetition = 0; repetition < Repetitions; repetition++)
        {
            var recorded = RecordOnce(operation);
            // The first runs set up what the later ones use: graphs, scratch memory.
            if (shortest?.Count != recorded.Count)
                shortest = recorded;
            else
                foreach (var (before, now) in shortest.Zip(recorded))
                    for (var task = 0; task < before.Length; task++)
                        before[task] = Math.Min(before[task], now[task]);
        }
        return [.. shortest!.Select(tasks => new Segment(tasks, pool))];
    }

    private List<double[]> RecordOnce(Action operation)
    {
        var segments = new List<double[]>();
        var last = Stopwatch.GetTimestamp();
        device.Pool.Observer = times =>
        {
            segments.Add([Microseconds(last, times[0])]);
            var tasks = new double[times.Length - 1];
            for (var task = 0; task < tasks.Length; task++)
                tasks[task] = Microseconds(times[task], times[task + 1]);
            segments.Add(tasks);
            last = Stopwatch.GetTimestamp();
        };
        operation();
        segments.Add([Microseconds(last, Stopwatch.GetTimestamp())]);
        device.Pool.Observer = null;
        return segments;
    }

    private static double Microseconds(long begin, long end) => Stopwatch.GetElapsedTime(begin, end).TotalMicroseconds;
}
