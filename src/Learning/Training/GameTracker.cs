namespace DqnGpu.Agent;

/// <summary>Scores of the games played: the mean of the last ones and the best mean there was.</summary>
/// <param name="environments">Games played side by side.</param>
/// <param name="window">Games that the mean is taken over, at least 1.</param>
public sealed class GameTracker(int environments, int window)
{
    // Fewer games say little; but a shorter window has no more.
    private readonly int fewestForBest = Math.Min(20, window);

    private readonly double[] scores = new double[window];         // true scores, a ring
    private readonly double[] rewards = new double[window];        // what the learner was given, a ring
    private readonly double[] runningReward = new double[environments];

    /// <summary>Games that means are taken over.</summary>
    public int Window => window;

    /// <summary>Games finished.</summary>
    public long Games { get; private set; }

    /// <summary>Mean true score of the last <see cref="Window"/> games, or of all while they are fewer; NaN before the first.</summary>
    public double MeanScore => Mean(scores);

    /// <summary>As <see cref="MeanScore"/>, of the learner's rewards (clipped, where the preprocessing clips).</summary>
    public double MeanReward => Mean(rewards);

    /// <summary>True score of the last game.</summary>
    public double LastScore { get; private set; } = double.NaN;

    /// <summary>The highest <see cref="MeanScore"/> that may count; NaN before there is one, of 20 games.</summary>
    public double BestMeanScore { get; private set; } = double.NaN;

    /// <summary>True when the mean is over a whole <see cref="Window"/>.</summary>
    public bool WindowIsFull => Games >= window;

    /// <summary>Takes note of a step.</summary>
    /// <param name="environment">Which game it was made in, 0..E-1.</param>
    /// <param name="step">What it gave.</param>
    /// <param name="mayBeBest">The mean counts as the best if it is; false while the replay memory is filled, when it says nothing of what was learnt.</param>
    /// <returns>True when it ended a game that raised <see cref="BestMeanScore"/>.</returns>
    public bool Track(int environment, in EnvironmentStep step, bool mayBeBest)
    {
        runningReward[environment] += step.Reward;
        if (!step.GameEnded)
            return false;

        scores[Games % window] = step.Score;
        rewards[Games % window] = runningReward[environment];
        runningReward[environment] = 0;
        LastScore = step.Score;
        Games++;
        if (!mayBeBest || Games < fewestForBest || MeanScore <= BestMeanScore)
            return false;
        BestMeanScore = MeanScore;
        return true;
    }

    /// <summary>Saves everything.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.WriteSpan<double>(scores);
        writer.WriteSpan<double>(rewards);
        writer.WriteSpan<double>(runningReward);
        writer.Write(Games);
        writer.Write(LastScore);
        writer.Write(BestMeanScore);
    }

    /// <summary>Restores what <see cref="Save"/> wrote for as many environments.</summary>
    public void Load(BinaryReader reader)
    {
        reader.ReadSpan<double>(scores);
        reader.ReadSpan<double>(rewards);
        reader.ReadSpan<double>(runningReward);
        Games = reader.ReadInt64();
        LastScore = reader.ReadDouble();
        BestMeanScore = reader.ReadDouble();
    }

    private double Mean(double[] ring)
    {
        var count = (int)Math.Min(Games, window);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += ring[i];
        return sum / count;
    }
}
