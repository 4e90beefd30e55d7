namespace DqnGpu.Agent;

/// <summary>Scores of the games played: the mean of the last hundred and the best mean there was.</summary>
public sealed class EpisodeTracker(int environments)
{
    /// <summary>Games that the mean is taken over.</summary>
    public const int Window = 100;

    /// <summary>Games before a mean counts as the best so far: fewer say little.</summary>
    public const int FewestForBest = 20;

    private readonly double[] scores = new double[Window];         // true scores, a ring
    private readonly double[] rewards = new double[Window];        // what the learner was given, a ring
    private readonly double[] runningReward = new double[environments];

    /// <summary>Games finished.</summary>
    public long Games { get; private set; }

    /// <summary>Mean true score of the last <see cref="Window"/> games, or of all while they are fewer; NaN before the first.</summary>
    public double MeanScore => Mean(scores);

    /// <summary>As <see cref="MeanScore"/>, of the learner's rewards (clipped, where the preprocessing clips).</summary>
    public double MeanReward => Mean(rewards);

    /// <summary>True score of the last game.</summary>
    public double LastScore { get; private set; } = double.NaN;

    /// <summary>The highest <see cref="MeanScore"/>; NaN before <see cref="FewestForBest"/> games.</summary>
    public double BestMeanScore { get; private set; } = double.NaN;

    /// <summary>True when the mean is over a whole <see cref="Window"/>.</summary>
    public bool WindowIsFull => Games >= Window;

    /// <summary>Takes note of a step.</summary>
    /// <returns>True when it ended a game that raised <see cref="BestMeanScore"/>.</returns>
    public bool Track(int environment, in EnvironmentStep step)
    {
        runningReward[environment] += step.Reward;
        if (!step.GameEnded)
            return false;

        scores[Games % Window] = step.Score;
        rewards[Games % Window] = runningReward[environment];
        runningReward[environment] = 0;
        LastScore = step.Score;
        Games++;
        if (Games < FewestForBest || MeanScore <= BestMeanScore)
            return false;
        BestMeanScore = MeanScore;
        return true;
    }

    /// <summary>Forgets the best mean, so that games played before learning began do not count as an achievement.</summary>
    public void ForgetBest() => BestMeanScore = double.NaN;

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
        var count = (int)Math.Min(Games, Window);
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            sum += ring[i];
        return sum / count;
    }
}
