using DqnGpu.Kernels.Simd;

namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>Every task runs exactly once, whatever the workers were doing when its region opened.</summary>
public sealed unsafe class WorkerPoolTests
{
    [Test, Combinatorial]
    public void Every_task_runs_once([Values(1, 2, 5)] int threads, [Values(0, 1, 2, 100)] int tasks)
    {
        using var pool = new WorkerPool(threads);
        var counts = new int[100];
        fixed (int* pointer = counts)
        {
            const int Regions = 2000;
            for (var region = 0; region < Regions; region++)
                pool.Run(tasks, new Count(pointer));
            Assert.That(counts[..tasks], Is.All.EqualTo(Regions));
            Assert.That(counts[tasks..], Is.All.Zero);
        }
    }

    [Test]
    public void An_observer_hears_when_each_task_of_a_lone_caller_was_done()
    {
        using var pool = new WorkerPool(1);
        var heard = new List<long[]>();
        pool.Observer = times => heard.Add(times.ToArray());
        var counts = new int[3];
        fixed (int* pointer = counts)
            pool.Run(3, new Count(pointer));
        pool.Observer = null;
        pool.Run(0, new Count(null));
        Assert.That(counts, Is.All.EqualTo(1));
        Assert.That(heard, Has.Count.EqualTo(1));
        Assert.That(heard[0], Has.Length.EqualTo(4).And.Ordered);
    }

    // A caller that did all tasks itself would pass every test of results.
    [Test]
    public void All_threads_are_inside_a_region_at_once([Values(2, 3, 5)] int threads)
    {
        using var pool = new WorkerPool(threads);
        for (var region = 0; region < 20; region++)
            AssertMeet(pool);
    }

    [Test]
    public void Workers_that_fell_asleep_are_woken()
    {
        using var pool = new WorkerPool(3);
        for (var region = 0; region < 5; region++)
        {
            AssertSleep(pool);
            AssertMeet(pool);
        }
    }

    private static void AssertSleep(WorkerPool pool) =>
        Assert.That(() => pool.Sleeping, Is.EqualTo(pool.Threads - 1).After(10).Seconds.PollEvery(1).MilliSeconds, "workers that sleep");

    /// <summary>As many tasks as threads, each of which waits until all have begun: so every thread has one.</summary>
    private static void AssertMeet(WorkerPool pool)
    {
        var inside = 0;
        var workers = new int[pool.Threads];
        fixed (int* pointer = workers)
            pool.Run(pool.Threads, new Meet(&inside, pointer, pool.Threads));
        Assert.That(workers, Is.All.EqualTo(1), "tasks that each worker met the others in");
    }

    [Test]
    public void Idle_workers_fall_asleep_and_use_no_processor_time()
    {
        using var pool = new WorkerPool(4);
        AssertMeet(pool);
        AssertSleep(pool);
        var before = Environment.CpuUsage.TotalTime;
        Thread.Sleep(200);
        Assert.That((Environment.CpuUsage.TotalTime - before).TotalMilliseconds, Is.LessThan(150));
    }

    [Test]
    public void A_task_that_throws_reaches_the_caller_and_the_pool_lives_on()
    {
        using var pool = new WorkerPool(2);
        Assert.That(
            () => pool.Run(10, new Fail()), Throws.InvalidOperationException.With.InnerException.With.Message.EqualTo("task 7"));
        var counts = new int[10];
        fixed (int* pointer = counts)
            pool.Run(10, new Count(pointer));
        Assert.That(counts, Is.All.EqualTo(1));
    }

    private readonly struct Count(int* counts) : IParallelWork
    {
        public void Execute(int task, int worker) => Interlocked.Increment(ref counts[task]);
    }

    /// <summary>Waits for the tasks of all others, at most ten seconds; then counts its worker, or fails.</summary>
    private readonly struct Meet(int* inside, int* workers, int threads) : IParallelWork
    {
        public void Execute(int task, int worker)
        {
            Interlocked.Increment(ref *inside);
            var start = Environment.TickCount64;
            while (Volatile.Read(ref *inside) < threads)
            {
                if (Environment.TickCount64 - start > 10_000)
                    throw new TimeoutException($"Task {task} was alone with {Volatile.Read(ref *inside) - 1} others of {threads - 1}.");
                Thread.Yield();
            }
            Interlocked.Increment(ref workers[worker]);
        }
    }

    private readonly struct Fail : IParallelWork
    {
        public void Execute(int task, int worker)
        {
            if (task == 7)
                throw new ArgumentException("task 7");
        }
    }
}
