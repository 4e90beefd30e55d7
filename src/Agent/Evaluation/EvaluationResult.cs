namespace DqnGpu.Agent;

/// <summary>Scores of an evaluation.</summary>
/// <param name="Scores">True score of each game.</param>
/// <param name="Frames">Emulated frames of each game.</param>
public sealed record EvaluationResult(IReadOnlyList<double> Scores, IReadOnlyList<int> Frames)
{
    /// <summary>Mean score.</summary>
    public double Mean => Scores.Average();

    /// <summary>Standard deviation of the scores (divided by n - 1); 0 for a single game.</summary>
    public double Deviation
    {
        get
        {
            var mean = Mean;
            return Scores.Count < 2 ? 0 : Math.Sqrt(Scores.Sum(score => (score - mean) * (score - mean)) / (Scores.Count - 1));
        }
    }

    /// <summary>Median score.</summary>
    public double Median
    {
        get
        {
            var sorted = Scores.Order().ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }
}
