using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace DqnGpu.Kernels.Simd;

/// <summary>Work that is cut into numbered tasks which any thread may run in any order.</summary>
/// <remarks>
/// A struct of pointers and sizes. Its tasks are cut by shape, never by the number of threads, and each writes its own outputs:
/// that is what makes the results the same bits at any number of threads.
/// </remarks>
internal interface IParallelWork
{
    /// <summary>Runs one task.</summary>
    /// <param name="task">0 .. tasks - 1.</param>
    /// <param name="worker">0 .. <see cref="WorkerPool.Threads"/> - 1: which scratch memory belongs to this call.</param>
    void Execute(int task, int worker);
}

/// <summary>Hears when a region began and when each of its tasks was done, one after the other.</summary>
/// <param name="times">[tasks + 1], ticks of <see cref="Stopwatch"/>.</param>
internal delegate void RegionObserver(ReadOnlySpan<long> times);

/// <summary>Persistent threads that share the tasks of one region at a time; the caller is one of them.</summary>
/// <remarks>
/// <para>A region costs well under a microsecond while the workers spin, where <c>Parallel.For</c> costs two to three and allocates.</para>
/// <para>Tasks are handed out by one 64-bit ticket: the region's number above, the tasks not yet taken below. A worker that takes
/// a task by compare-and-swap from n to n - 1 knows that this region is still open, because the caller leaves
/// <see cref="Run{TWork}"/> only after every taken task has been finished; so it may read the region's fields.</para>
/// <para>Idle workers spin for <see cref="SpinMicroseconds"/> and then sleep, so that they leave the cores to the consoles
/// between two updates. Every spin loop yields about once a microsecond: Linux likes to wake a sleeper on its waker's own core,
/// and a caller that spins without yielding would keep it from running for a whole time slice (2.5 ms).</para>
/// </remarks>
internal sealed unsafe class WorkerPool : IDisposable
{
    private const int SpinMicroseconds = 50;
    private const int SpinsPerYield = 20;

    private readonly Worker[] workers;
    private delegate*<void*, int, int, void> entry;
    private void* work;
    private int tasks;
    private Exception? failure;
    private volatile bool stopping;
    private Counters counters;

    /// <param name="threads">Threads that run tasks, the caller counted in; at least 1.</param>
    public WorkerPool(int threads)
    {
        Threads = threads;
        workers = new Worker[threads - 1];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = new Worker(this, i + 1);
    }

    /// <summary>Threads that run tasks, the caller counted in.</summary>
    public int Threads { get; }

    /// <summary>Told of every region that the caller runs alone; null: nobody is.</summary>
    internal RegionObserver? Observer { get; set; }

    /// <summary>Workers that sleep now, or are about to.</summary>
    public int Sleeping => workers.Count(worker => worker.IsParked);

    /// <summary>Runs all tasks and returns when they are done.</summary>
    /// <param name="count">Number of tasks, 0 or more.</param>
    /// <param name="region">The work; tasks see this very struct.</param>
    public void Run<TWork>(int count, in TWork region) where TWork : unmanaged, IParallelWork
    {
        fixed (TWork* pointer = &region)
        {
            if (workers.Length == 0 || count <= 1)
            {
                if (Observer is null)
                    RunAlone(count, pointer);
                else
                    RunObserved(count, pointer);
                return;
            }
            entry = &Invoke<TWork>;
            work = pointer;
            tasks = count;
            RunRegion(count);
        }
    }

    public void Dispose()
    {
        stopping = true;
        foreach (var worker in workers)
            worker.Stop();
    }

    private static void Invoke<TWork>(void* work, int task, int worker) where TWork : unmanaged, IParallelWork =>
        ((TWork*)work)->Execute(task, worker);

    private static void RunAlone<TWork>(int count, TWork* work) where TWork : unmanaged, IParallelWork
    {
        for (var task = 0; task < count; task++)
            work->Execute(task, 0);
    }

    private void RunObserved<TWork>(int count, TWork* work) where TWork : unmanaged, IParallelWork
    {
        var times = new long[count + 1];
        times[0] = Stopwatch.GetTimestamp();
        for (var task = 0; task < count; task++)
        {
            work->Execute(task, 0);
            times[task + 1] = Stopwatch.GetTimestamp();
        }
        Observer!(times);
    }

    private void RunRegion(int count)
    {
        Volatile.Write(ref counters.Unfinished, count);
        var number = (Volatile.Read(ref counters.Ticket) >> 32) + 1;
        Interlocked.Exchange(ref counters.Ticket, (number << 32) | (uint)count);
        foreach (var worker in workers)
            worker.WakeIfParked();
        while (TryRunTask(0))
        {
        }
        var spins = 0;
        while (Volatile.Read(ref counters.Unfinished) != 0)
            Pause(ref spins);
        if (failure is { } exception)
        {
            failure = null;
            throw new InvalidOperationException("A task of a parallel region failed.", exception);
        }
    }

    private bool TryRunTask(int worker)
    {
        while (true)
        {
            var ticket = Volatile.Read(ref counters.Ticket);
            var left = (int)(uint)ticket;
            if (left == 0)
                return false;
            if (Interlocked.CompareExchange(ref counters.Ticket, ticket - 1, ticket) != ticket)
                continue;
            try
            {
                entry(work, tasks - left, worker);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            Interlocked.Decrement(ref counters.Unfinished);
            return true;
        }
    }

    private static void Pause(ref int spins)
    {
        if (++spins % SpinsPerYield == 0)
            Thread.Yield();
        else
            Thread.SpinWait(1);
    }

    /// <summary>The two contended words, each on a cache line of its own.</summary>
    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, Size = 320)]
    private struct Counters
    {
        [System.Runtime.InteropServices.FieldOffset(64)]
        public long Ticket;

        [System.Runtime.InteropServices.FieldOffset(192)]
        public int Unfinished;
    }

    private sealed class Worker
    {
        private const int Awake = 0;
        private const int Parked = 1;
        private static readonly long SpinTicks = Stopwatch.Frequency * SpinMicroseconds / 1_000_000;

        private readonly WorkerPool pool;
        private readonly int index;
        private readonly AutoResetEvent wake = new(false);
        private readonly Thread thread;
        private int state;

        public Worker(WorkerPool pool, int index)
        {
            this.pool = pool;
            this.index = index;
            thread = new Thread(Loop) { IsBackground = true, Name = $"SIMD worker {index}" };
            thread.Start();
        }

        public bool IsParked => Volatile.Read(ref state) == Parked;

        public void WakeIfParked()
        {
            if (Volatile.Read(ref state) == Parked && Interlocked.CompareExchange(ref state, Awake, Parked) == Parked)
                wake.Set();
        }

        public void Stop()
        {
            WakeIfParked();
            thread.Join();
            wake.Dispose();
        }

        private void Loop()
        {
            while (!pool.stopping)
            {
                if (SpinForTask())
                    while (pool.TryRunTask(index))
                    {
                    }
                else
                    Park();
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private bool SpinForTask()
        {
            var spins = 0;
            var start = Stopwatch.GetTimestamp();
            while (!pool.stopping)
            {
                if ((int)(uint)Volatile.Read(ref pool.counters.Ticket) != 0)
                    return true;
                Pause(ref spins);
                if (spins % SpinsPerYield == 0 && Stopwatch.GetTimestamp() - start > SpinTicks)
                    return false;
            }
            return false;
        }

        /// <summary>
        /// Announces the sleep first and looks once more: a region opened in between either sees the announcement or is seen.
        /// </summary>
        private void Park()
        {
            Interlocked.Exchange(ref state, Parked);
            var work = (int)(uint)Volatile.Read(ref pool.counters.Ticket) != 0 || pool.stopping;
            if (work && Interlocked.CompareExchange(ref state, Awake, Parked) == Parked)
                return;
            wake.WaitOne();
        }
    }
}
