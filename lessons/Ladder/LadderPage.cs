namespace DqnGpu.Lessons.Ladder;

/// <summary>docs/ladder.md: its tables stand between markers, <c>&lt;!-- counted NAME --&gt;</c> and <c>&lt;!-- timed NAME --&gt;</c>, each to the next <c>&lt;!-- end --&gt;</c>.</summary>
public static class LadderPage
{
    private const string End = "<!-- end -->";

    /// <summary>Where it lies in the repository that the lessons run in.</summary>
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "docs", "ladder.md");

    /// <summary>The page with its tables anew; those of which there is nothing to say stay as they are.</summary>
    public static string With(string page, Rungs ladder, string? counted, string? timed)
    {
        page = counted is null ? page : Replace(page, $"<!-- counted {ladder.Name} -->", counted);
        return timed is null ? page : Replace(page, $"<!-- timed {ladder.Name} -->", timed);
    }

    private static string Replace(string page, string marker, string table)
    {
        var begin = page.IndexOf(marker, StringComparison.Ordinal);
        var end = begin < 0 ? -1 : page.IndexOf(End, begin, StringComparison.Ordinal);
        if (end < 0)
            throw new InvalidOperationException($"{Path} has no {marker} ... {End}.");
        return $"{page[..(begin + marker.Length)]}\n\n{table}\n\n{page[end..]}";
    }
}
