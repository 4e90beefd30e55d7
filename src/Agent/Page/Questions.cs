using System.Collections.Concurrent;

namespace DqnGpu.Agent;

/// <summary>Questions of other threads to the one that plays: a device is one thread's, so whoever wants to know something of it asks.</summary>
/// <remarks>
/// A training gives answers only a small share of its time, whatever is asked and by how many: after an answer that took t, the next may come t / share later.
/// </remarks>
public sealed class Questions
{
    /// <summary>The most of a training's time that answers may take.</summary>
    public const double ShareOfTime = 0.015;

    private readonly ConcurrentQueue<Question> waiting = new();
    private readonly AutoResetEvent asked = new(false);
    private readonly TimeProvider time;

    // Unused time that may be made up for, so that a few questions at once need not wait.
    private readonly long mostCredit;
    private long creditFrom;
    private long spent;
    private volatile string? ended;

    /// <summary>Nothing is asked yet.</summary>
    /// <param name="time">The clock; null: the system's.</param>
    public Questions(TimeProvider? time = null)
    {
        this.time = time ?? TimeProvider.System;
        mostCredit = this.time.TimestampFrequency / 20;
        creditFrom = this.time.GetTimestamp();
    }

    /// <summary>A question is waiting.</summary>
    public bool AreWaiting => !waiting.IsEmpty;

    /// <summary>Asks.</summary>
    /// <exception cref="InvalidOperationException">Nobody plays any more (in the task).</exception>
    public Task<T> Ask<T>(Func<StageAccess, T> question)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.Enqueue(new(
            access =>
            {
                try
                {
                    answer.TrySetResult(question(access));
                }
                catch (Exception exception)
                {
                    answer.TrySetException(exception);
                }
            },
            reason => answer.TrySetException(new InvalidOperationException(reason))));
        asked.Set();
        if (ended is not null)
            RefuseAll();
        return answer.Task;
    }

    /// <summary>Answers one question, if there is one and time for it.</summary>
    public void AnswerWithinShare(StageAccess access)
    {
        var now = time.GetTimestamp();
        var credit = (long)((now - creditFrom) * ShareOfTime) - spent;
        if (credit > mostCredit)
            (creditFrom, spent, credit) = (now - (long)(mostCredit / ShareOfTime), 0, mostCredit);
        if (credit < 0)
            return;
        AnswerOne(access);
        spent += time.GetTimestamp() - now;
    }

    /// <summary>Answers one question.</summary>
    /// <returns>False when there was none.</returns>
    public bool AnswerOne(StageAccess access)
    {
        if (!waiting.TryDequeue(out var question))
            return false;
        question.Answer(access);
        return true;
    }

    /// <summary>Answers everything until the time is over, or as long as <paramref name="holds"/>.</summary>
    /// <param name="access">What is asked about.</param>
    /// <param name="until">When to go on, of the clock's timestamps.</param>
    /// <param name="holds">Asked again after every question, and every tenth of a second.</param>
    public void AnswerUntil(StageAccess access, long until, Func<bool> holds)
    {
        while (holds())
        {
            if (AnswerOne(access))
                continue;
            var left = time.GetElapsedTime(time.GetTimestamp(), until);
            if (left <= TimeSpan.Zero)
                return;
            asked.WaitOne(TimeSpan.FromSeconds(Math.Min(0.1, left.TotalSeconds)));
        }
    }

    /// <summary>Nobody plays from now on; who waits for an answer is told why.</summary>
    public void End(string reason)
    {
        ended = reason;
        RefuseAll();
    }

    private void RefuseAll()
    {
        while (waiting.TryDequeue(out var question))
            question.Refuse(ended!);
    }

    private readonly record struct Question(Action<StageAccess> Answer, Action<string> Refuse);
}
