using System.Runtime.CompilerServices;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>The files of the puzzles, as they lie in the source tree.</summary>
public static class PuzzleFile
{
    /// <summary>The folder of the puzzles.</summary>
    public static string Folder { get; } = Path.GetDirectoryName(Path.GetDirectoryName(OwnPath()))!;

    /// <summary>A file of a puzzle, for people: <c>lessons/Puzzles/01_LinearForward.cs</c>.</summary>
    public static string Shown(params string[] parts) => string.Join('/', ["lessons", "Puzzles", .. parts]);

    /// <summary>The line of a program with its number, below what was said of it; empty where there is none.</summary>
    public static string Excerpt(SourceLine source)
    {
        if (source.Line == 0 || !File.Exists(source.File))
            return "";
        return File.ReadLines(source.File).ElementAtOrDefault(source.Line - 1) is { } line
            ? $"{Environment.NewLine}{Environment.NewLine}  {source.Line,4} | {line.Trim()}"
            : "";
    }

    private static string OwnPath([CallerFilePath] string path = "") => path;
}
