namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>What is to be said of somebody's solution.</summary>
/// <param name="Fault">What is wrong, in words; null: nothing is.</param>
/// <param name="Score">What it costs; null unless it is right.</param>
public sealed record Verdict(string? Fault, Score? Score)
{
    /// <summary>Whether the puzzle is solved.</summary>
    public bool IsSolved => Fault is null;

    /// <summary>A wrong solution.</summary>
    public static Verdict Wrong(string fault) => new(fault, null);

    /// <summary>A right one.</summary>
    public static Verdict Right(Score score) => new(null, score);
}
