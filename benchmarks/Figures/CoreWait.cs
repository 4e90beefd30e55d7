using System.Globalization;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>How long this process's threads could have run and had no core, because other programs had them.</summary>
/// <remarks>
/// Processor time against the clock tells as much of one thread that never waits, but not of several: a worker without work looks like one without
/// a core. Linux counts the difference.
/// </remarks>
internal static class CoreWait
{
    private const string Threads = "/proc/self/task";

    /// <summary>Nanoseconds that all threads ran, and that they waited for a core, so far; null where the system does not count it.</summary>
    public static (long Ran, long Waited)? Read()
    {
        if (!Directory.Exists(Threads))
            return null;
        var (ran, waited, found) = (0L, 0L, false);
        foreach (var thread in Directory.EnumerateDirectories(Threads))
        {
            try
            {
                // Nanoseconds on a core, nanoseconds waiting for one, turns.
                if (File.ReadAllText(Path.Combine(thread, "schedstat")).Split(' ') is not [var ranText, var waitedText, _])
                    continue;
                ran += long.Parse(ranText, CultureInfo.InvariantCulture);
                waited += long.Parse(waitedText, CultureInfo.InvariantCulture);
                found = true;
            }
            catch (IOException)
            {
                // The thread has just ended, or the system keeps no such file.
            }
        }
        return found ? (ran, waited) : null;
    }

    /// <summary>The share of the time since then that threads had to wait; null where it is not known.</summary>
    public static double? ShareSince((long Ran, long Waited)? before)
    {
        if (before is not { } begin || Read() is not { } end)
            return null;
        // Threads that have ended meanwhile count no more.
        var (ran, waited) = (Math.Max(0, end.Ran - begin.Ran), Math.Max(0, end.Waited - begin.Waited));
        return ran + waited == 0 ? 0 : (double)waited / (ran + waited);
    }
}
