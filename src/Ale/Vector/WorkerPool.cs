namespace DqnGpu.Ale;

/// <summary>
/// A fixed set of threads that share the work of one or several <see cref="WorkRound"/>s. Idle threads are parked.
/// </summary>
/// <remarks>
/// One pool for all that a process does beside its main thread: with a pool for each kind of work there would be more busy threads than
/// cores. A thread that has done one index looks for the next in the round that was created last; so a short round that somebody waits for
/// passes before a long one.
/// </remarks>
public sealed class WorkerPool : IDisposable
{
    private readonly Thread[] _workers;
    private readonly SemaphoreSlim _wake = new(0);
    private WorkRound[] _rounds = []; // the latest first; replaced as a whole
    private volatile bool _stopping;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">How many threads work, the caller of a round included; 0: one for each core.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public WorkerPool(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        Threads = threads == 0 ? System.Environment.ProcessorCount : threads;

        // One worker even for a single thread: it works while the caller does something else between Begin and End.
        _workers = new Thread[Math.Max(1, Threads - 1)];
        for (int i = 0; i < _workers.Length; i++)
        {
            _workers[i] = new Thread(WorkUntilStopped) { IsBackground = true, Name = $"worker {i}" };
            _workers[i].Start();
        }
    }

    /// <summary>Threads that work, the caller of a round included.</summary>
    public int Threads { get; }

    /// <summary>Threads beside the caller.</summary>
    internal int Workers => _workers.Length;

    /// <summary>A kind of work for these threads, to be begun again and again.</summary>
    /// <param name="work">What to do for an index; called by several threads at once.</param>
    public WorkRound CreateRound(Action<int> work)
    {
        var round = new WorkRound(this, work);
        lock (_wake)
            Volatile.Write(ref _rounds, [round, .. _rounds]);
        return round;
    }

    /// <summary>Stops the threads. Running rounds are finished first.</summary>
    public void Dispose()
    {
        foreach (WorkRound round in _rounds)
            round.WaitUntilFinished();
        _stopping = true;
        Wake(_workers.Length);
        foreach (Thread worker in _workers)
            worker.Join();
        _wake.Dispose();
    }

    internal void Wake(int workers)
    {
        if (workers > 0)
            _wake.Release(workers);
    }

    private void WorkUntilStopped()
    {
        while (true)
        {
            _wake.Wait();
            if (_stopping)
                return;
            while (DoOneOfAnyRound())
            {
            }
        }
    }

    private bool DoOneOfAnyRound()
    {
        foreach (WorkRound round in Volatile.Read(ref _rounds))
        {
            if (round.DoOne())
                return true;
        }
        return false;
    }
}
