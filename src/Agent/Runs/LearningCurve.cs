using System.Globalization;
using DqnGpu.Nn;
using ScottPlot;

namespace DqnGpu.Agent;

/// <summary><c>curve.png</c> of a run: mean score over agent steps, drawn from <c>progress.csv</c>.</summary>
public static class LearningCurve
{
    private const int Width = 900;
    private const int Height = 500;

    /// <summary>Draws it. Nothing is drawn while there are not two points.</summary>
    /// <param name="progress">The run's <c>progress.csv</c>.</param>
    /// <param name="picture">The PNG file; an old one is replaced.</param>
    /// <param name="title">Heading.</param>
    public static void Draw(string progress, string picture, string title)
    {
        var (steps, scores) = Read(progress);
        if (steps.Length < 2)
            return;
        var plot = new Plot();
        plot.Add.Scatter(steps, scores).MarkerSize = 0;
        plot.Title(title);
        plot.XLabel("agent steps");
        plot.YLabel("mean score of the last 100 games");
        AtomicFile.Write(picture, file => file.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png)));
    }

    private static (double[] Steps, double[] Scores) Read(string progress)
    {
        var lines = File.ReadAllLines(progress);
        var heading = lines[0].Split(',');
        var (stepColumn, scoreColumn) = (Array.IndexOf(heading, "total_steps"), Array.IndexOf(heading, "mean_score"));
        var points = lines.Skip(1)
            .Select(line => line.Split(','))
            .Where(cells => cells.Length == heading.Length)
            .Select(cells => (Step: double.Parse(cells[stepColumn], CultureInfo.InvariantCulture), Score: double.Parse(cells[scoreColumn], CultureInfo.InvariantCulture)))
            .Where(point => double.IsFinite(point.Score))
            .ToArray();
        return ([.. points.Select(point => point.Step)], [.. points.Select(point => point.Score)]);
    }
}
