namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>One puzzle: a file with a hole, how to tell what is wrong with what fills it, and two hints.</summary>
public abstract class Puzzle
{
    /// <summary>From 1, in the order of the list.</summary>
    public abstract int Number { get; }

    /// <summary>The class with the hole, and with it the file.</summary>
    public abstract string Name { get; }

    /// <summary>A line for the list.</summary>
    public abstract string Title { get; }

    /// <summary>Two: the first says where to look, the second nearly all.</summary>
    public abstract IReadOnlyList<string> Hints { get; }

    /// <summary>The file with the hole, and that of the solution in its own folder.</summary>
    public string FileName => $"{Number:00}_{Name}.cs";

    /// <summary>Judges what fills the hole.</summary>
    public abstract Verdict JudgeHole();

    /// <summary>Judges the solution that comes along.</summary>
    public abstract Verdict JudgeSolution();

    /// <summary>Judges the way that costs memory least, of those that come along: the solution, or what a longer one gains.</summary>
    public virtual Verdict JudgeBest() => JudgeSolution();

    /// <inheritdoc/>
    public override string ToString() => FileName;
}
