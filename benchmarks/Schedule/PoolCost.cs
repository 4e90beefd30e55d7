using System.Diagnostics;
using DqnGpu.Ale;
using DqnGpu.Kernels.Simd;

namespace DqnGpu.Benchmarks.Schedule;

/// <summary>What a pool of threads costs beside the work, in microseconds.</summary>
/// <param name="Start">Until the other threads have seen that there is work.</param>
/// <param name="Take">To take a task from the counter that all share.</param>
internal readonly record struct PoolCost(double Start, double Take)
{
    private const int Repetitions = 301;
    private const int ManyTasks = 1000;

    /// <summary>The pool that spins between the operations of a network: two threads, empty tasks.</summary>
    public static PoolCost OfKernels()
    {
        using var pool = new DqnGpu.Kernels.Simd.WorkerPool(2);
        var take = FastTenth(() => pool.Run(ManyTasks, new Nothing())) / ManyTasks;
        return new(Math.Max(0, FastTenth(() => pool.Run(2, new Nothing())) - 2 * take), take);
    }

    /// <summary>The pool that sleeps between rounds, of games and of copies: until a worker has begun while the caller waits, and empty tasks.</summary>
    public static PoolCost OfGames()
    {
        using var pool = new DqnGpu.Ale.WorkerPool(2);
        var nothing = pool.CreateRound(_ => { });
        var take = FastTenth(() => nothing.Run(ManyTasks)) / ManyTasks;
        var start = FastTenth(() =>
        {
            nothing.Begin(1);
            nothing.WaitUntilFinished();
        });
        return new(start, take);
    }

    /// <summary>A tenth of the runs was faster: the others waited for cores that other programs had.</summary>
    private static double FastTenth(Action run)
    {
        var times = new double[Repetitions];
        for (var i = 0; i < Repetitions; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(begin).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[Repetitions / 10];
    }

    private readonly struct Nothing : IParallelWork
    {
        public void Execute(int task, int worker)
        {
        }
    }
}
