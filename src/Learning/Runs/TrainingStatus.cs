namespace DqnGpu.Agent;

/// <summary>How a training run stands: a row of the live table, of the log in a pipe, and of <c>progress.csv</c>.</summary>
public readonly record struct TrainingStatus
{
    // Seconds that a TimeSpan holds: some thousand years.
    private const double LongestLeft = 1e11;

    /// <summary>The replay memory is being filled; nothing is learnt yet.</summary>
    public required bool Filling { get; init; }

    /// <summary>Random steps made to fill it.</summary>
    public required long FillSteps { get; init; }

    /// <summary>Random steps to make.</summary>
    public required long Prefill { get; init; }

    /// <summary>Agent steps of training.</summary>
    public required long Step { get; init; }

    /// <summary>Agent steps to make.</summary>
    public required long Steps { get; init; }

    /// <summary>All agent steps, the filling included.</summary>
    public required long TotalSteps { get; init; }

    /// <summary>Minibatches learnt from.</summary>
    public required long Updates { get; init; }

    /// <summary>Games finished.</summary>
    public required long Games { get; init; }

    /// <summary>Games that means are taken over.</summary>
    public required int ScoreWindow { get; init; }

    /// <summary>Mean true score of the last games.</summary>
    public required double MeanScore { get; init; }

    /// <summary>Mean sum of the learner's rewards of the last games.</summary>
    public required double MeanReward { get; init; }

    /// <summary>Highest mean score so far.</summary>
    public required double BestMeanScore { get; init; }

    /// <summary>Probability of a random action.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Smoothed loss; null before the first.</summary>
    public required double? Loss { get; init; }

    /// <summary>Smoothed mean of the greatest action values; null before the first.</summary>
    public required double? MeanQ { get; init; }

    /// <summary>Agent steps a second, lately.</summary>
    public required double StepsPerSecond { get; init; }

    /// <summary>Emulated frames a second, lately.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Minibatches a second, lately.</summary>
    public required double UpdatesPerSecond { get; init; }

    /// <summary>Time spent in training, earlier parts of a resumed run included.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Games that are finished of the evaluation that is being played; null: none is.</summary>
    public int? Evaluating { get; init; }

    /// <summary>Games of an evaluation.</summary>
    public int EvaluationGames { get; init; }

    /// <summary>Mean score of the last evaluation; null before the first.</summary>
    public double? EvaluationMean { get; init; }

    /// <summary>Highest mean score of an evaluation; null before the first.</summary>
    public double? BestEvaluationMean { get; init; }

    /// <summary>What the user should see to; null: nothing.</summary>
    public string? Warning { get; init; }

    /// <summary>Time that the remaining steps take at the present pace; null before there is one.</summary>
    public TimeSpan? Left => Filling || StepsPerSecond <= 0 ? null : TimeSpan.FromSeconds(Math.Min((Steps - Step) / StepsPerSecond, LongestLeft));
}
