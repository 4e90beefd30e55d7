using System.Diagnostics;

namespace DqnGpu.Benchmarks.Roofs;

/// <summary>Work that several threads begin together, again and again.</summary>
internal static class Rounds
{
    /// <summary>The shortest time from the first thread's beginning to the last one's end, of all rounds.</summary>
    /// <param name="threads">How many work; 1 or more.</param>
    /// <param name="rounds">How often; 1 or more.</param>
    /// <param name="work">What thread 0 .. threads - 1 does in each round.</param>
    /// <remarks>
    /// The round as a whole counts and not each thread's fastest: two threads of one core are fast by turns and never together.
    /// </remarks>
    public static TimeSpan Fastest(int threads, int rounds, Action<int> work)
    {
        var (begins, ends) = (new long[threads], new long[threads]);
        var fastest = long.MaxValue;
        using var start = new Barrier(threads);
        using var finish = new Barrier(threads, _ => fastest = Math.Min(fastest, ends.Max() - begins.Min()));
        var others = Enumerable.Range(1, threads - 1).Select(thread => new Thread(() => Work(thread)) { IsBackground = true }).ToArray();
        foreach (var other in others)
            other.Start();
        Work(0);
        foreach (var other in others)
            other.Join();
        return Stopwatch.GetElapsedTime(0, fastest);

        void Work(int thread)
        {
            for (var round = 0; round < rounds; round++)
            {
                start.SignalAndWait();
                begins[thread] = Stopwatch.GetTimestamp();
                work(thread);
                ends[thread] = Stopwatch.GetTimestamp();
                finish.SignalAndWait();
            }
        }
    }
}
