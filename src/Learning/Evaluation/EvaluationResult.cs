using System.Text.Json.Nodes;

namespace DqnGpu.Agent;

/// <summary>Scores of an evaluation. Where no game is finished, there is none: NaN.</summary>
/// <param name="Scores">True score of each game.</param>
/// <param name="Frames">Emulated frames of each game.</param>
public sealed record EvaluationResult(IReadOnlyList<double> Scores, IReadOnlyList<int> Frames)
{
    /// <summary>Mean score.</summary>
    public double Mean => Scores.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Standard deviation of the scores (divided by n - 1); 0 for a single game.</summary>
    public double Deviation
    {
        get
        {
            var mean = Mean;
            return Scores.Count switch
            {
                0 => double.NaN,
                1 => 0,
                var count => Math.Sqrt(Scores.Sum(score => (score - mean) * (score - mean)) / (count - 1)),
            };
        }
    }

    /// <summary>Median score.</summary>
    public double Median
    {
        get
        {
            var sorted = Scores.Order().DefaultIfEmpty(double.NaN).ToArray();
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>Lowest score.</summary>
    public double Min => Scores.DefaultIfEmpty(double.NaN).Min();

    /// <summary>Highest score.</summary>
    public double Max => Scores.DefaultIfEmpty(double.NaN).Max();

    /// <summary>What programs want to know of it.</summary>
    /// <param name="epsilon">The probability of a random action that it was played with.</param>
    public JsonObject ToJson(double epsilon) => new()
    {
        ["games"] = Scores.Count,
        ["epsilon"] = epsilon,
        ["mean"] = Number(Math.Round(Mean, 2)),
        ["deviation"] = Number(Math.Round(Deviation, 2)),
        ["median"] = Number(Median),
        ["min"] = Number(Min),
        ["max"] = Number(Max),
    };

    private static JsonNode? Number(double value) => double.IsNaN(value) ? null : value;
}
