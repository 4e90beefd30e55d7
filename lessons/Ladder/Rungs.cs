namespace DqnGpu.Lessons.Ladder;

/// <summary>A ladder: the same work done in steps, each better than the one before.</summary>
/// <param name="name">The word on the command line, and of its markers in docs/ladder.md.</param>
/// <param name="title">What is computed.</param>
public abstract class Rungs(string name, string title)
{
    /// <summary>The word on the command line.</summary>
    public string Name => name;

    /// <summary>What is computed.</summary>
    public string Title => title;

    /// <summary>Title of each rung and what it changes, in their order.</summary>
    public abstract IReadOnlyList<(string Title, string Change)> List { get; }

    /// <summary>Runs the rung of that number, from 1, and tells what came of it.</summary>
    /// <returns>Whether it computed what it should.</returns>
    public abstract bool Report(int number, RungOptions options, TextWriter output);

    /// <summary>Tells what is told at once of all rungs together; nothing unless there is such.</summary>
    public virtual void ReportAll(RungOptions options, TextWriter output)
    {
    }

    /// <summary>The table of what is counted, the same on every machine; null where nothing is.</summary>
    public abstract string? CountedTable();

    /// <summary>The table of times on this machine, with its name and the date; null where there is nothing to run on, so that the old one stays.</summary>
    public abstract string? TimedTable(RungOptions options);
}
