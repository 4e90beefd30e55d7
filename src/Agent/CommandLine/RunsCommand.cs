using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace DqnGpu.Agent;

/// <summary><c>runs</c>: the runs in a folder, as a table or as JSON.</summary>
public static class RunsCommand
{
    private const string Usual = "runs";
    private const int TextColumns = 3;

    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true };

    private static readonly string[] Heading = ["run", "game", "preset", "seed", "steps", "games", "mean", "best", "trained", "state"];

    private static readonly Argument<string?> Folder = new("folder") { Description = $"folder with run folders in it [{Usual}]", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Json = new("--json") { Description = "print them as JSON" };

    /// <summary>Makes <paramref name="command"/> the one that lists runs.</summary>
    public static void Build(Command command)
    {
        command.Arguments.Add(Folder);
        command.Options.Add(Json);
        command.SetAction(Execute);
    }

    private static int Execute(ParseResult parsed)
    {
        var folder = parsed.GetValue(Folder);
        if (folder is not null && !Directory.Exists(folder))
            throw new OptionException($"There is no folder '{folder}'.");
        var runs = RunSummary.In(folder ?? Usual, line => Console.Error.WriteLine($"passed over: {line}"));
        if (parsed.GetValue(Json))
            Console.WriteLine(JsonSerializer.Serialize(runs.Select(ForPrograms), Format));
        else if (runs.Count == 0)
            Console.WriteLine($"There is no run in {folder ?? Usual}.");
        else
            Print(runs);
        return ExitCode.Success;
    }

    private static object ForPrograms(RunSummary run) => new
    {
        name = run.Name,
        folder = run.Folder,
        game = run.Game,
        preset = run.Options.Preset,
        seed = run.Options.Seed,
        steps = run.Steps,
        stepsToMake = run.Options.Steps,
        games = run.Games,
        meanScore = run.MeanScore,
        bestMeanScore = run.BestMeanScore,
        secondsTrained = run.Trained.TotalSeconds,
        begun = run.Begun,
        state = Word(run.State),
    };

    private static void Print(IReadOnlyList<RunSummary> runs)
    {
        string[][] rows =
        [
            Heading,
            .. runs.Select(run => (string[])
            [
                run.Name, run.Game ?? "-", run.Options.Preset, Whole(run.Options.Seed), Whole(run.Steps), Whole(run.Games),
                ProgressLines.Number(run.MeanScore, "0.00"), ProgressLines.Number(run.BestMeanScore, "0.00"), ProgressLines.Time(run.Trained), Word(run.State),
            ]),
        ];
        var widths = Heading.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) =>
                column < TextColumns ? cell.PadRight(widths[column]) : column == Heading.Length - 1 ? cell : cell.PadLeft(widths[column]))));
    }

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Word(RunState state) => OptionText.Show(state);
}
