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
    public void Workers_that_fell_asleep_are_woken()
    {
        using var pool = new WorkerPool(3);
        var counts = new int[100];
        fixed (int* pointer = counts)
            for (var region = 0; region < 200; region++)
            {
                pool.Run(100, new Count(pointer));
                if (region % 4 == 0)
                    Thread.Sleep(1);
            }
        Assert.That(counts, Is.All.EqualTo(200));
    }

    [Test]
    public void Idle_workers_use_no_processor_time()
    {
        using var pool = new WorkerPool(4);
        var counts = new int[100];
        fixed (int* pointer = counts)
            pool.Run(100, new Count(pointer));
        Thread.Sleep(50);
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

    private readonly struct Fail : IParallelWork
    {
        public void Execute(int task, int worker)
        {
            if (task == 7)
                throw new ArgumentException("task 7");
        }
    }
}
