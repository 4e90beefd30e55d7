using DqnGpu.Nn;
using ScottPlot;

namespace DqnGpu.Agent;

/// <summary>What a learning curve is drawn over.</summary>
public enum CurveAxis
{
    /// <summary>Agent steps, those that fill the replay memory included.</summary>
    Steps,

    /// <summary>Minutes of training.</summary>
    Minutes,
}

/// <summary>Learning curves as a picture: the mean score of the last games, drawn from the <c>progress.csv</c> of runs.</summary>
public static class LearningCurve
{
    private const int Width = 900;
    private const int Height = 500;

    /// <summary>Draws one run's. Nothing is drawn while there are not two points.</summary>
    /// <param name="progress">The run's <c>progress.csv</c>.</param>
    /// <param name="evaluations">The run's <c>evaluations.csv</c>, whose means become points; there need not be one.</param>
    /// <param name="picture">The PNG file; an old one is replaced.</param>
    /// <param name="title">Heading.</param>
    public static void Draw(string progress, string evaluations, string picture, string title)
    {
        var plot = new Plot();
        plot.Title(title);
        if (Add(plot, progress, CurveAxis.Steps) is not { } curve)
            return;
        if (File.Exists(evaluations) && Read(evaluations, CurveAxis.Steps, "mean") is ({ Length: > 0 } steps, var means))
        {
            curve.LegendText = "games of the training";
            plot.Add.ScatterPoints(steps, means).LegendText = "evaluations";
            plot.ShowLegend(Alignment.LowerRight);
        }
        Save(plot, CurveAxis.Steps, picture);
    }

    /// <summary>Draws several runs' into one picture, with a legend.</summary>
    /// <param name="runs">Each run's <c>progress.csv</c> and its name in the legend.</param>
    /// <param name="axis">What they are drawn over.</param>
    /// <param name="picture">The PNG file; an old one is replaced.</param>
    /// <exception cref="OptionException">A run has no curve yet.</exception>
    /// <exception cref="InvalidDataException">A file is no <c>progress.csv</c>.</exception>
    public static void DrawTogether(IEnumerable<(string Progress, string Name)> runs, CurveAxis axis, string picture)
    {
        var plot = new Plot();
        foreach (var (progress, name) in runs)
        {
            var curve = Add(plot, progress, axis) ?? throw new OptionException($"The run {name} has no curve yet: it has finished no game.");
            curve.LegendText = name;
        }
        plot.ShowLegend(Alignment.LowerRight);
        Save(plot, axis, picture);
    }

    private static ScottPlot.Plottables.Scatter? Add(Plot plot, string progress, CurveAxis axis)
    {
        var (x, scores) = Read(progress, axis, "mean_score");
        if (x.Length < 2)
            return null;
        var curve = plot.Add.Scatter(x, scores);
        curve.MarkerSize = 0;
        return curve;
    }

    private static void Save(Plot plot, CurveAxis axis, string picture)
    {
        plot.XLabel(axis == CurveAxis.Steps ? "agent steps" : "minutes");
        plot.YLabel("mean score of the last games");
        AtomicFile.Write(picture, file => file.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png)));
    }

    private static (double[] X, double[] Scores) Read(string file, CurveAxis axis, string scores)
    {
        var rows = NumberTable.Read(file);
        if (rows.Columns.Length == 0)
            return ([], []);
        var xUnit = axis == CurveAxis.Steps ? 1.0 : 60.0;
        var (xColumn, scoreColumn) = (Column(axis == CurveAxis.Steps ? "total_steps" : "seconds"), Column(scores));
        var points = rows.Rows
            .Select(row => (X: row[xColumn] / xUnit, Score: row[scoreColumn]))
            .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Score))
            .ToArray();
        return ([.. points.Select(point => point.X)], [.. points.Select(point => point.Score)]);

        int Column(string name) => rows.Column(name) is >= 0 and var index
            ? index
            : throw new InvalidDataException($"{file} is no {Path.GetFileName(file)} of this program: its first line names no column {name}.");
    }
}
