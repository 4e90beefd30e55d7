using System.Runtime.ExceptionServices;

namespace DqnGpu.Ale;

/// <summary>
/// A fixed set of threads that run <c>work(0) .. work(count - 1)</c>, each index once, in no particular order. Idle threads are parked.
/// A round allocates nothing.
/// </summary>
/// <remarks>
/// Indices are claimed from an atomic counter, so a slow index delays nobody but itself. The caller takes part: in the whole round with
/// <see cref="Run"/>, in what is not yet claimed with <see cref="End"/>.
/// </remarks>
internal sealed class WorkerPool : IDisposable
{
    private readonly Action<int> _work;
    private readonly int _count;
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly ManualResetEventSlim _finished = new(initialState: true);
    private ExceptionDispatchInfo? _failure;
    private volatile bool _stopping;
    private int _next;
    private int _unfinished;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many threads work in <see cref="Run"/>, the caller included; at least 1.</param>
    /// <param name="count">Number of indices.</param>
    /// <param name="work">What to do for an index.</param>
    public WorkerPool(int threads, int count, Action<int> work)
    {
        _work = work;
        _count = count;
        Threads = threads;
        _next = count;

        // One worker even for a single thread: it steps while the caller does something else between Begin and End.
        _workers = new Thread[Math.Max(1, threads - 1)];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(WorkUntilStopped) { IsBackground = true, Name = $"environments {i}" };
            _workers[i].Start();
        }
    }

    /// <summary>Threads of a <see cref="Run"/>.</summary>
    public int Threads { get; }

    /// <summary>Does a round and returns when it is finished.</summary>
    public void Run()
    {
        Begin(wake: Math.Min(Threads, _count) - 1);
        End();
    }

    /// <summary>Begins a round on the workers and returns at once.</summary>
    public void Begin() => Begin(wake: Math.Min(_workers.Length, _count));

    /// <summary>Takes part in the round until nothing is left, waits for the rest, and rethrows what a worker threw.</summary>
    public void End()
    {
        WorkWhileAnyIsLeft();
        _finished.Wait();
        ExceptionDispatchInfo? failure = Interlocked.Exchange(ref _failure, null);
        failure?.Throw();
    }

    /// <summary>Stops the threads. A running round is finished first.</summary>
    public void Dispose()
    {
        _finished.Wait();
        _stopping = true;
        _wake.Release(_workers.Length);
        foreach (Thread worker in _workers)
            worker.Join();
        _wake.Dispose();
        _finished.Dispose();
    }

    private void Begin(int wake)
    {
        _finished.Reset();
        _unfinished = _count;
        // From here on indices can be claimed, also by a worker still awake from the last round.
        Volatile.Write(ref _next, 0);
        if (wake > 0)
            _wake.Release(wake);
    }

    private void WorkUntilStopped()
    {
        while (true)
        {
            _wake.Wait();
            if (_stopping)
                return;
            WorkWhileAnyIsLeft();
        }
    }

    private void WorkWhileAnyIsLeft()
    {
        // The plain read keeps the counter from running away while threads look for work.
        while (Volatile.Read(ref _next) < _count)
        {
            int index = Interlocked.Increment(ref _next) - 1;
            if (index >= _count)
                return;
            try
            {
                _work(index);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            if (Interlocked.Decrement(ref _unfinished) == 0)
                _finished.Set();
        }
    }
}
