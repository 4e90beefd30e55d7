using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>The files of the puzzles, as they lie in the source tree.</summary>
public static class PuzzleFile
{
    /// <summary>The folder of the puzzles.</summary>
    public static string Folder { get; } = Path.Combine(Repository.Root, "lessons", "Puzzles");

    /// <summary>A file of a puzzle, for people: <c>lessons/Puzzles/01_LinearForward.cs</c>.</summary>
    public static string Shown(params string[] parts) => string.Join('/', ["lessons", "Puzzles", .. parts]);

    /// <summary>The line of a program with its number, below what was said of it; empty where there is none.</summary>
    public static string Excerpt(SourceLine source) =>
        SourceText.Of(source) is { Length: > 0 } line ? $"{Environment.NewLine}{Environment.NewLine}  {source.Line,4} | {line}" : "";
}
