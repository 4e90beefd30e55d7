namespace DqnGpu.Agent;

/// <summary>Steps and updates a second over the last few seconds.</summary>
public sealed class PaceMeter
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Trainer trainer;
    private readonly Queue<(TimeSpan Time, long Steps, long Updates)> marks = new();

    /// <summary>Starts measuring.</summary>
    public PaceMeter(Trainer trainer)
    {
        this.trainer = trainer;
        marks.Enqueue((TimeSpan.Zero, trainer.TotalSteps, trainer.Updates));
    }

    /// <summary>Agent steps a second.</summary>
    public double StepsPerSecond { get; private set; }

    /// <summary>Minibatches a second.</summary>
    public double UpdatesPerSecond { get; private set; }

    /// <summary>Takes the pace as of <paramref name="now"/>, counted from the start.</summary>
    public void Measure(TimeSpan now)
    {
        marks.Enqueue((now, trainer.TotalSteps, trainer.Updates));
        while (marks.Count > 2 && now - marks.Peek().Time > Window)
            marks.Dequeue();
        var (time, steps, updates) = marks.Peek();
        var seconds = (now - time).TotalSeconds;
        if (seconds <= 0)
            return;
        StepsPerSecond = (trainer.TotalSteps - steps) / seconds;
        UpdatesPerSecond = (trainer.Updates - updates) / seconds;
    }
}
