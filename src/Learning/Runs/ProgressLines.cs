using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>Progress as one line every few seconds: for pipes and log files.</summary>
public sealed class ProgressLines(TextWriter output) : IProgressDisplay
{
    /// <inheritdoc/>
    public TimeSpan Interval => TimeSpan.FromSeconds(3);

    /// <inheritdoc/>
    public void Show(Action<Action<TrainingStatus>> training) => training(status =>
    {
        output.WriteLine(Line(status));
        if (status.Warning is { } warning)
            output.WriteLine($"warning: {warning}");
        output.Flush();
    });

    /// <summary>The line.</summary>
    public static string Line(in TrainingStatus status) => status.Filling
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"filling replay {status.FillSteps:N0}/{status.Prefill:N0}  games {status.Games:N0}  {status.StepsPerSecond:N0} steps/s  {status.FramesPerSecond:N0} frames/s")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"step {Math.Min(status.Step, status.Steps):N0}/{status.Steps:N0}  games {status.Games:N0}  mean score {Score(status.MeanScore)}  best {Score(status.BestMeanScore)}  reward {Score(status.MeanReward)}  epsilon {status.Epsilon:0.000}  loss {Number(status.Loss, "0.0000")}  Q {Number(status.MeanQ, "0.000")}  {status.StepsPerSecond:N0} steps/s  {status.FramesPerSecond:N0} frames/s  {status.UpdatesPerSecond:N0} updates/s  {Time(status.Elapsed)} gone, {(status.Left is { } left ? Time(left) : "?")} left{Evaluation(status)}");

    private static string Evaluation(in TrainingStatus status) =>
        (status.EvaluationMean is null ? "" : $"  evaluation {Number(status.EvaluationMean, "0.00")}, best {Number(status.BestEvaluationMean, "0.00")}")
        + (status.Evaluating is { } finished ? $"  evaluating {finished}/{status.EvaluationGames}" : "");

    /// <summary>A mean score, or a dash before there is one.</summary>
    public static string Score(double score) => Number(double.IsNaN(score) ? null : score, "0.00");

    /// <summary>A number, or a dash before there is one.</summary>
    public static string Number(double? value, string format) => value is { } number ? number.ToString(format, CultureInfo.InvariantCulture) : "-";

    /// <summary>Hours, minutes and seconds.</summary>
    public static string Time(TimeSpan time) => time.TotalHours >= 1
        ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"
        : $"{time.Minutes}:{time.Seconds:00}";
}
