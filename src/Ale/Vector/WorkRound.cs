using System.Runtime.ExceptionServices;

namespace DqnGpu.Ale;

/// <summary>
/// <c>work(0) .. work(count - 1)</c>, each index once, in no particular order, by the threads of a <see cref="WorkerPool"/> and the caller.
/// A round allocates nothing. Several rounds may run at once; each is begun and ended by one thread.
/// </summary>
/// <remarks>
/// Indices are handed out by one 64-bit ticket: the number of the round above, the indices not yet taken below. Who takes one by
/// compare-and-swap knows that this round is still open, so its <c>count</c> stands.
/// </remarks>
public sealed class WorkRound
{
    private readonly WorkerPool _pool;
    private readonly Action<int> _work;
    private readonly ManualResetEventSlim _finished = new(initialState: true);
    private ExceptionDispatchInfo? _failure;
    private long _ticket;
    private int _count;
    private int _unfinished;

    internal WorkRound(WorkerPool pool, Action<int> work)
    {
        _pool = pool;
        _work = work;
    }

    /// <summary>Does <paramref name="count"/> indices and returns when they are done; a single one without waking anybody.</summary>
    public void Run(int count)
    {
        Begin(count, wake: Math.Min(_pool.Threads, count) - 1);
        End();
    }

    /// <summary>
    /// Begins with <paramref name="count"/> indices on the pool's threads and returns at once. The round before must have ended.
    /// </summary>
    public void Begin(int count) => Begin(count, wake: Math.Min(_pool.Workers, count));

    /// <summary>Takes part until nothing is left, waits for the rest, and rethrows what a worker threw.</summary>
    public void End()
    {
        while (DoOne())
        {
        }
        _finished.Wait();
        ExceptionDispatchInfo? failure = Interlocked.Exchange(ref _failure, null);
        failure?.Throw();
    }

    /// <summary>Waits without taking part and without a word of what failed.</summary>
    internal void WaitUntilFinished() => _finished.Wait();

    /// <summary>Does one index. False: none was left.</summary>
    internal bool DoOne()
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int left = (int)(uint)ticket;
            if (left == 0)
                return false;
            if (Interlocked.CompareExchange(ref _ticket, ticket - 1, ticket) != ticket)
                continue;
            try
            {
                _work(_count - left);
            }
            catch (Exception exception)
            {
                Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            }
            if (Interlocked.Decrement(ref _unfinished) == 0)
                _finished.Set();
            return true;
        }
    }

    private void Begin(int count, int wake)
    {
        if (count == 0)
            return;
        _finished.Reset();
        _count = count;
        _unfinished = count;
        long number = (_ticket >> 32) + 1;
        // From here on indices can be taken, also by a worker still awake.
        Volatile.Write(ref _ticket, (number << 32) | (uint)count);
        _pool.Wake(wake);
    }
}
