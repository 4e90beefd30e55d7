namespace DqnGpu.Agent;

/// <summary>Runs that differ only by their seed, and by what changes nothing of what they learn; or a single run.</summary>
/// <param name="Name">What their folders' names have in common.</param>
/// <param name="Runs">The runs.</param>
public sealed record SeedGroup(string Name, IReadOnlyList<RunFolder> Runs)
{
    /// <summary>Puts each run where it belongs. Runs of the same seed are no seeds of one thing, so they stay alone; so does a run that does not say what it is.</summary>
    public static IReadOnlyList<SeedGroup> Of(IEnumerable<RunFolder> runs) =>
    [
        .. runs.Select(run => (Run: run, Summary: Summary(run)))
            .GroupBy(known => known.Summary is { Game: { } game, Options: var options } ? (object)(game, options.WithoutSeed()) : known.Run)
            .SelectMany(group => group.DistinctBy(known => known.Summary?.Options.Seed).Count() == group.Count()
                ? [new SeedGroup(CommonName([.. group.Select(known => NameOf(known.Run))]), [.. group.Select(known => known.Run)])]
                : group.Select(known => Single(known.Run))),
    ];

    /// <summary>A run by itself.</summary>
    public static SeedGroup Single(RunFolder run) => new(NameOf(run), [run]);

    private static string NameOf(RunFolder run) => Path.GetFileName(run.Root);

    private static RunSummary? Summary(RunFolder run)
    {
        try
        {
            return RunSummary.Of(run.Root);
        }
        catch (Exception exception) when (exception is OptionException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary><c>pong</c> of <c>pong-seed1</c> and <c>pong-seed2</c>; the first name where they have nothing in common.</summary>
    private static string CommonName(IReadOnlyList<string> names)
    {
        if (names.Count == 1)
            return names[0];
        var common = names[0][..Enumerable.Range(0, names.Min(name => name.Length) + 1).Last(length => names.All(name => name.StartsWith(names[0][..length], StringComparison.Ordinal)))];
        const string word = "seed";
        common = common.TrimEnd('-', '_', ' ');
        common = common.EndsWith(word, StringComparison.Ordinal) ? common[..^word.Length].TrimEnd('-', '_', ' ') : common;
        return common.Length > 0 ? common : names[0];
    }
}
