namespace DqnGpu.Agent;

/// <summary>Threads that copy frames out of the replay memory while the caller does something else.</summary>
/// <remarks>Work is a number of independent tasks, claimed from a counter; which thread does which makes no difference to the result.</remarks>
public sealed class GatherPool : IDisposable
{
    private readonly Action<int> task;
    private readonly Thread[] threads;
    private readonly SemaphoreSlim wake = new(0);
    private readonly ManualResetEventSlim finished = new(initialState: true);
    private volatile bool stopping;
    private volatile Exception? failure;
    private int count;
    private int next;
    private int unfinished;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Threads beside the caller; 0: everything is done in <see cref="Begin"/>.</param>
    /// <param name="task">Does task i.</param>
    public GatherPool(int threads, Action<int> task)
    {
        this.task = task;
        this.threads = new Thread[threads];
        for (var i = 0; i < threads; i++)
        {
            this.threads[i] = new Thread(WorkUntilStopped) { IsBackground = true, Name = $"gather {i}" };
            this.threads[i].Start();
        }
    }

    /// <summary>Starts tasks 0..<paramref name="tasks"/>-1. The round before must have ended.</summary>
    public void Begin(int tasks)
    {
        finished.Reset();
        count = tasks;
        unfinished = tasks;
        Volatile.Write(ref next, 0);
        if (threads.Length == 0)
            WorkWhileAnyIsLeft();
        else
            wake.Release(Math.Min(tasks, threads.Length));
    }

    /// <summary>Helps with the tasks not yet begun and waits for the others.</summary>
    public void End()
    {
        WorkWhileAnyIsLeft();
        finished.Wait();
        if (failure is { } exception)
            throw new InvalidOperationException("A minibatch could not be gathered.", exception);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        finished.Wait();
        stopping = true;
        if (threads.Length > 0)
            wake.Release(threads.Length);
        foreach (var thread in threads)
            thread.Join();
        wake.Dispose();
        finished.Dispose();
    }

    private void WorkUntilStopped()
    {
        while (true)
        {
            wake.Wait();
            if (stopping)
                return;
            WorkWhileAnyIsLeft();
        }
    }

    private void WorkWhileAnyIsLeft()
    {
        while (Volatile.Read(ref next) < count)
        {
            var index = Interlocked.Increment(ref next) - 1;
            if (index >= count)
                return;
            try
            {
                task(index);
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            if (Interlocked.Decrement(ref unfinished) == 0)
                finished.Set();
        }
    }
}
