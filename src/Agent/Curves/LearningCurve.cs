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
    private const int HeightOfLegendLine = 20;
    private const double BandOpacity = 0.2;

    /// <summary>Draws one run's. Nothing is drawn while there are not two points.</summary>
    /// <param name="progress">The run's <c>progress.csv</c>.</param>
    /// <param name="evaluations">The run's <c>evaluations.csv</c>, whose means become points; there need not be one.</param>
    /// <param name="picture">The PNG file; an old one is replaced.</param>
    /// <param name="title">Heading.</param>
    public static void Draw(string progress, string evaluations, string picture, string title)
    {
        var plot = new Plot();
        plot.Title(title);
        if (Add(plot, progress) is not { } curve)
            return;
        if (File.Exists(evaluations) && Read(evaluations, CurveAxis.Steps, "mean") is ({ Length: > 0 } steps, var means))
        {
            curve.LegendText = "games of the training";
            plot.Add.ScatterPoints(steps, means).LegendText = "evaluations";
            plot.ShowLegend(Alignment.LowerRight);
        }
        Save(plot, CurveAxis.Steps, picture);
    }

    /// <summary>Draws several into one picture, with a legend: a curve for a run, the mean and a band from the lowest to the highest for several seeds.</summary>
    /// <param name="groups">What gets a curve each.</param>
    /// <param name="axis">What they are drawn over.</param>
    /// <param name="picture">The PNG file; an old one is replaced.</param>
    /// <exception cref="OptionException">A run has no curve yet, or seeds have nothing in common to be drawn over.</exception>
    /// <exception cref="InvalidDataException">A file is no <c>progress.csv</c>.</exception>
    public static void DrawTogether(IEnumerable<SeedGroup> groups, CurveAxis axis, string picture)
    {
        var plot = new Plot();
        var height = Height;
        foreach (var group in groups)
        {
            height += HeightOfLegendLine;
            var curves = group.Runs.Select(run => Curve(run, axis)).ToArray();
            if (curves.Length == 1)
            {
                Line(plot, curves[0].X, curves[0].Scores).LegendText = group.Name;
                continue;
            }
            var band = SeedBand.Of(curves)
                ?? throw new OptionException($"The runs of {group.Name} have no {axis.ToString().ToLowerInvariant()} in common: draw them apart, with --each.");
            var mean = Line(plot, band.X, band.Mean);
            mean.LegendText = $"{group.Name}: mean of {curves.Length} seeds, lowest to highest";
            var filled = plot.Add.FillY(band.X, band.Low, band.High);
            filled.FillColor = mean.Color.WithAlpha(BandOpacity);
            filled.LineWidth = 0;
        }
        // Below, where it hides no curve.
        plot.ShowLegend(Edge.Bottom);
        Save(plot, axis, picture, height);
    }

    private static (double[] X, double[] Scores) Curve(RunFolder run, CurveAxis axis) => Read(run.Progress, axis, "mean_score") is { X.Length: >= 2 } curve
        ? curve
        : throw new OptionException($"The run {Path.GetFileName(run.Root)} has no curve yet: it has finished no game.");

    private static ScottPlot.Plottables.Scatter? Add(Plot plot, string progress)
    {
        var (x, scores) = Read(progress, CurveAxis.Steps, "mean_score");
        return x.Length < 2 ? null : Line(plot, x, scores);
    }

    private static ScottPlot.Plottables.Scatter Line(Plot plot, double[] x, double[] scores)
    {
        var curve = plot.Add.Scatter(x, scores);
        curve.MarkerSize = 0;
        return curve;
    }

    private static void Save(Plot plot, CurveAxis axis, string picture, int height = Height)
    {
        plot.XLabel(axis == CurveAxis.Steps ? "agent steps" : "minutes");
        plot.YLabel("mean score of the last games");
        AtomicFile.Write(picture, file => file.Write(plot.GetImageBytes(Width, height, ImageFormat.Png)));
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
