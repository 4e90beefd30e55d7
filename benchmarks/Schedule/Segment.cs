namespace DqnGpu.Benchmarks.Schedule;

/// <summary>A piece of a training's iteration, in microseconds of one core: tasks that any threads may do side by side, with a barrier behind them.</summary>
/// <param name="Tasks">What each task takes, in the order in which they are handed out; a single one is what only one thread can do.</param>
/// <param name="Pool">Whose threads do them.</param>
internal sealed record Segment(double[] Tasks, PoolCost Pool)
{
    /// <summary>What it takes one thread.</summary>
    public double Work => Tasks.Sum();

    /// <summary>What it takes at least, however many threads there are.</summary>
    public double Longest => Tasks.Max();

    /// <summary>When all tasks are done, on a number of threads, from the moment at which they may begin.</summary>
    /// <remarks>
    /// Each thread that is free takes the next task, as the pools do it. The counter from which they take is one word that only one core can change at a
    /// time, so takings queue; the threads beside the first begin when they have seen that there is something to do.
    /// </remarks>
    public double Time(int threads)
    {
        if (threads == 1 || Tasks.Length == 1)
            return Work;
        var free = new double[Math.Min(threads, Tasks.Length)];
        Array.Fill(free, Pool.Start);
        free[0] = 0;
        var counter = 0.0;
        foreach (var task in Tasks)
        {
            var thread = Array.IndexOf(free, free.Min());
            counter = Math.Max(free[thread], counter) + Pool.Take;
            free[thread] = counter + task;
        }
        return free.Max();
    }
}
