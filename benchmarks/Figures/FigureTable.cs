using System.Globalization;
using DqnGpu.Benchmarks.Roofs;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>Figures as a table that a person reads. Columns in which no figure has anything are left out.</summary>
internal static class FigureTable
{
    private static readonly (string Heading, Func<Measurement, IReadOnlyList<Roof>, string?> Text)[] Columns =
    [
        ("time", (figure, _) => Time(figure.Timing.MedianMilliseconds)),
        ("processor", (figure, _) => Time(figure.Timing.ProcessorMilliseconds)),
        ("rate", Rate),
        ("of roof", Share),
        ("plain loops", (figure, _) => Ratio(figure.PlainMilliseconds, figure)),
        ("PyTorch", (figure, _) => Ratio(figure.PyTorch?.FastestMilliseconds, figure) is { } ratio ? figure.PyTorchWasBusy ? $"({ratio})" : ratio : null),
        ("", (figure, _) => figure.WasBusy ? $"busy {100 * Math.Max(figure.Waited ?? 0, figure.PyTorch?.Waited ?? 0):0} %" : null),
    ];

    /// <summary>What the columns mean.</summary>
    public const string Legend =
        """
        time: the median. processor: time of all threads. of roof: of what as many threads could do at most with as many operations for each byte, by the
        multiply-adds and the memory measured above; "cache" where it is faster than memory, because a cache held the data. plain loops, PyTorch: how many
        times as long the fastest run of src/Kernels/Reference (one thread, double precision; of convolutions and Adam a part, scaled) and of PyTorch (as
        many threads) took as our fastest. busy: the share of the time in which a thread could have run, ours or
        PyTorch's, that another program had its core; (in brackets) when that was PyTorch's.
        """;

    /// <summary>The table of some figures.</summary>
    /// <param name="title">What they tell.</param>
    /// <param name="figures">In this order.</param>
    /// <param name="roofs">By the number of threads.</param>
    public static IRenderable Of(string title, IReadOnlyList<Measurement> figures, IReadOnlyList<Roof> roofs)
    {
        var columns = Columns.Where(column => figures.Any(figure => column.Text(figure, roofs) is not null)).ToArray();
        var prefix = CommonPrefix([.. figures.Select(figure => figure.Name)]);
        var table = new Table().Title(title.EscapeMarkup()).Border(TableBorder.Simple).AddColumn(new TableColumn(prefix.EscapeMarkup()).NoWrap());
        foreach (var (heading, _) in columns)
            table.AddColumn(heading is "" ? new TableColumn("").NoWrap() : new TableColumn(heading).RightAligned().NoWrap());
        foreach (var figure in figures)
            table.AddRow([figure.Name[prefix.Length..].EscapeMarkup(), .. columns.Select(column => (column.Text(figure, roofs) ?? "").EscapeMarkup())]);
        return table;
    }

    /// <summary>What all names begin with, up to a slash.</summary>
    internal static string CommonPrefix(IReadOnlyList<string> names)
    {
        var length = 0;
        while (names.All(name => length < name.Length && name[length] == names[0][length]))
            length++;
        return names[0][..(names[0].LastIndexOf('/', Math.Max(0, length - 1)) + 1)];
    }

    private static string? Share(Measurement figure, IReadOnlyList<Roof> roofs)
    {
        if (figure.RoofOf(roofs) is not { } roof || figure.ShareOf(roofs) is not { } share)
            return null;
        return share > 1 && figure.Intensity < roof.Ridge ? "cache" : $"{100 * share:0} %";
    }

    // The limit that is nearer: bytes below the ridge, operations above.
    private static string? Rate(Measurement figure, IReadOnlyList<Roof> roofs)
    {
        if (figure.Items > 0)
            return string.Create(CultureInfo.InvariantCulture, $"{Significant(figure.ItemsPerSecond)} {figure.ItemUnit}/s");
        if (figure.FloatingPointOperations == 0)
            return null;
        return figure.RoofOf(roofs) is { } roof && figure.Intensity < roof.Ridge ? $"{Significant(figure.GigaBytes)} GB/s" : $"{Significant(figure.GigaFlops)} GFLOP/s";
    }

    private static string? Ratio(double? milliseconds, Measurement ours) =>
        milliseconds is { } theirs ? $"{Significant(theirs / ours.Timing.FastestMilliseconds)} x" : null;

    private static string Time(double milliseconds) => milliseconds switch
    {
        >= 1000 => $"{Significant(milliseconds / 1000)} s",
        >= 1 => $"{Significant(milliseconds)} ms",
        >= 1e-3 => $"{Significant(milliseconds * 1e3)} us",
        _ => $"{Significant(milliseconds * 1e6)} ns",
    };

    /// <summary>Three digits, more where they stand before the point.</summary>
    private static string Significant(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("#,##0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };
}
