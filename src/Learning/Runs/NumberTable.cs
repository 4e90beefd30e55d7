using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>The numbers of a CSV file with a heading, such as a run's <c>progress.csv</c>, which the run may add to meanwhile.</summary>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Rows">A number for each column; NaN where there is none.</param>
public sealed record NumberTable(string[] Columns, double[][] Rows)
{
    /// <summary>Reads the whole lines; a last one that is being written, or was left unfinished, is left out.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NumberTable Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var columns = lines.Length == 0 ? [] : lines[0].Split(',');
        return new(columns, [.. lines.Skip(1).Select(line => line.Split(',')).Where(cells => cells.Length == columns.Length).Select(cells => cells.Select(Number).ToArray())]);
    }

    /// <summary>Where a column stands; -1 when there is none of that name.</summary>
    public int Column(string name) => Array.IndexOf(Columns, name);

    /// <summary>The newest number of a column; NaN when there is none.</summary>
    public double Last(string name) => Rows.Length > 0 && Column(name) is >= 0 and var column ? Rows[^1][column] : double.NaN;

    private static double Number(string cell) => double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
