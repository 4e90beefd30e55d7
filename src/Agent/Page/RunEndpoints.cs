using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DqnGpu.Agent;

/// <summary>The learning curves of the run that is shown and of those beside it: <c>/api/runs</c>, <c>/api/progress</c>.</summary>
public static class RunEndpoints
{
    private const int MostRows = 2_000;

    /// <summary>Adds them.</summary>
    /// <param name="application">The server.</param>
    /// <param name="run">The run that is shown; null: none.</param>
    /// <param name="runs">The folder in which runs lie.</param>
    public static void Add(WebApplication application, RunFolder? run, string runs)
    {
        application.MapGet("/api/runs", () => Results.Json(Progresses(run, runs).Select(progress => Describe(progress, run)), PageJson.Options));
        application.MapGet("/api/progress", (string? run) => Results.Json(Thinned(NumberTable.Read(Find(run))), PageJson.Options));

        string Find(string? name) =>
            Progresses(run, runs).FirstOrDefault(progress => name is null ? run?.Progress == progress : NameOf(progress) == name)
            ?? throw new PageRefusal(StatusCodes.Status404NotFound, name is null ? "There is no learning curve here." : $"There is no run '{name}' here.");
    }

    /// <summary>The files, the newest first.</summary>
    private static IEnumerable<string> Progresses(RunFolder? run, string runs)
    {
        var known = Directory.Exists(runs) ? Directory.GetDirectories(runs).Select(folder => Path.Combine(folder, RunFolder.ProgressName)) : [];
        return known.Append(run?.Progress ?? "").Distinct().Where(File.Exists).OrderByDescending(File.GetLastWriteTimeUtc);
    }

    private static object Describe(string progress, RunFolder? run)
    {
        var rows = NumberTable.Read(progress);
        return new
        {
            name = NameOf(progress),
            steps = rows.Last("steps"),
            meanScore = rows.Last("mean_score"),
            bestMeanScore = rows.Last("best_mean_score"),
            thisRun = progress == run?.Progress,
        };
    }

    private static string NameOf(string progress) => Path.GetFileName(Path.GetDirectoryName(progress)!);

    /// <summary>Every second row, or every third, ..., and the last.</summary>
    private static NumberTable Thinned(NumberTable rows)
    {
        var every = (rows.Rows.Length + MostRows - 1) / MostRows;
        return every <= 1 ? rows : rows with { Rows = [.. rows.Rows.Where((_, i) => i % every == 0 || i == rows.Rows.Length - 1)] };
    }
}
