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
        application.MapGet("/api/runs", () => Results.Json(Runs(run, runs).Select(known => Describe(known, run)), PageJson.Options));
        application.MapGet("/api/progress", (string? run) => Results.Json(Thinned(NumberTable.Read(Find(run))), PageJson.Options));

        string Find(string? name) =>
            (name is null ? run?.Progress : Runs(run, runs).Where(known => known.Name == name).Select(ProgressOf).FirstOrDefault()) is { } progress && File.Exists(progress)
                ? progress
                : throw new PageRefusal(StatusCodes.Status404NotFound, name is null ? "There is no learning curve here." : $"There is no run '{name}' here.");
    }

    /// <summary>Those that have a curve, the newest first.</summary>
    private static IEnumerable<RunSummary> Runs(RunFolder? run, string runs) =>
        RunSummary.In(runs).Concat(run is null ? [] : RunSummary.In(run.Root)).DistinctBy(known => known.Folder)
            .Where(known => File.Exists(ProgressOf(known))).OrderByDescending(known => known.Begun);

    private static object Describe(RunSummary known, RunFolder? run) => new
    {
        name = known.Name,
        game = known.Game,
        steps = known.Steps,
        meanScore = known.MeanScore,
        bestMeanScore = known.BestMeanScore,
        thisRun = known.Folder == run?.Root,
    };

    private static string ProgressOf(RunSummary known) => Path.Combine(known.Folder, RunFolder.ProgressName);

    /// <summary>Every second row, or every third, ..., and the last.</summary>
    private static NumberTable Thinned(NumberTable rows)
    {
        var every = (rows.Rows.Length + MostRows - 1) / MostRows;
        return every <= 1 ? rows : rows with { Rows = [.. rows.Rows.Where((_, i) => i % every == 0 || i == rows.Rows.Length - 1)] };
    }
}
