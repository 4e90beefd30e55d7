using System.Text.RegularExpressions;

namespace DqnGpu.Lessons.Book;

/// <summary>What a page shows of a source file: a piece between <c>#region name</c> and its <c>#endregion</c>, or all of it.</summary>
internal static partial class SourceRegion
{
    /// <summary>Its lines, moved to the left margin, without the directives of regions inside it.</summary>
    /// <param name="source">The file's text.</param>
    /// <param name="name">A name that the file has once.</param>
    /// <exception cref="ArgumentException">The file has no such region, or several.</exception>
    public static string Of(string source, string name)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var starts = Enumerable.Range(0, lines.Length).Where(i => Begin().Match(lines[i]) is { Success: true } begin && begin.Groups[1].Value == name)
            .ToArray();
        if (starts.Length != 1)
            throw new ArgumentException($"There are {starts.Length} regions '{name}', not one.");
        var inside = new List<string>();
        var depth = 1;
        foreach (var line in lines[(starts[0] + 1)..])
        {
            depth += Begin().IsMatch(line) ? 1 : End().IsMatch(line) ? -1 : 0;
            if (depth == 0)
                return string.Join('\n', Dedented(inside)).Trim('\n');
            if (!Begin().IsMatch(line) && !End().IsMatch(line))
                inside.Add(line);
        }
        throw new ArgumentException($"The region '{name}' has no end.");
    }

    /// <summary>All that stands behind the namespace's line, without directives.</summary>
    /// <exception cref="ArgumentException">The file has no such line.</exception>
    public static string OfNamespace(string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var start = Array.FindIndex(lines, line => line.StartsWith("namespace ", StringComparison.Ordinal)) + 1;
        if (start == 0)
            throw new ArgumentException("There is no namespace.");
        return string.Join('\n', lines[start..].Where(line => !Begin().IsMatch(line) && !End().IsMatch(line))).Trim('\n');
    }

    private static IEnumerable<string> Dedented(List<string> lines)
    {
        var margin = lines.Where(line => line.Length > 0).Select(line => line.Length - line.TrimStart().Length).DefaultIfEmpty(0).Min();
        return lines.Select(line => line.Length < margin ? line : line[margin..]);
    }

    [GeneratedRegex(@"^\s*#region\s+(\S+)\s*$")]
    private static partial Regex Begin();

    [GeneratedRegex(@"^\s*#endregion\b")]
    private static partial Regex End();
}
