using System.Globalization;
using Spectre.Console;

namespace DqnGpu.Agent;

/// <summary>Progress as a table that stays in place: for terminals.</summary>
public sealed class ProgressTable(IAnsiConsole console) : IProgressDisplay
{
    private const int BarWidth = 30;

    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public void Show(Action<Action<TrainingStatus>> training) =>
        console.Live(new Text("starting")).Start(live => training(status => live.UpdateTarget(Table(status))));

    private static Table Table(in TrainingStatus status)
    {
        var (done, all) = status.Filling ? (status.FillSteps, status.Prefill) : (Math.Min(status.Step, status.Steps), status.Steps);
        var filled = (int)(BarWidth * Math.Clamp((double)done / all, 0, 1));
        var table = new Table().Border(TableBorder.Rounded).HideHeaders().AddColumns("", "", "", "");
        table.AddRow(
            status.Filling ? "filling replay" : "step", $"{Count(done)} / {Count(all)}",
            $"[green]{new string('━', filled)}[/][grey]{new string('━', BarWidth - filled)}[/]", $"{100.0 * done / all:0.0} %");
        table.AddRow($"mean score ({status.ScoreWindow} games)", $"[bold]{ProgressLines.Score(status.MeanScore)}[/]", "best mean score", ProgressLines.Score(status.BestMeanScore));
        table.AddRow("games", Count(status.Games), "mean clipped reward", ProgressLines.Score(status.MeanReward));
        table.AddRow("epsilon", ProgressLines.Number(status.Epsilon, "0.000"), "updates", Count(status.Updates));
        table.AddRow("loss", ProgressLines.Number(status.Loss, "0.00000"), "mean Q", ProgressLines.Number(status.MeanQ, "0.000"));
        table.AddRow("steps/s", ProgressLines.Number(status.StepsPerSecond, "N0"), "updates/s", ProgressLines.Number(status.UpdatesPerSecond, "N0"));
        table.AddRow("frames/s", ProgressLines.Number(status.FramesPerSecond, "N0"), "time gone / left",
            $"{ProgressLines.Time(status.Elapsed)} / {(status.Left is { } left ? ProgressLines.Time(left) : "?")}");
        if (status.Evaluating is { } finished)
            table.AddRow("[bold]evaluating[/]", $"{finished} / {status.EvaluationGames} games", "best evaluation", ProgressLines.Number(status.BestEvaluationMean, "0.00"));
        else if (status.EvaluationMean is { } mean)
            table.AddRow($"evaluation ({status.EvaluationGames} games)", ProgressLines.Score(mean), "best evaluation", ProgressLines.Number(status.BestEvaluationMean, "0.00"));
        if (status.Warning is { } warning)
            table.Caption(Markup.Escape(warning), Color.Yellow);
        return table;
    }

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
