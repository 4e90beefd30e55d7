using System.Globalization;
using System.Xml.Linq;
using DqnGpu.Benchmarks.Roofs;

namespace DqnGpu.Benchmarks.Figures;

/// <summary>A roofline (Williams, Waterman and Patterson 2009) as SVG: how near each operation comes to what arithmetic or memory allows.</summary>
/// <remarks>Points are numbered, and the list beside them says what each is: names would lie upon each other.</remarks>
internal static class Roofline
{
    private const double Left = 70, Top = 50, Width = 620, Height = 460, Row = 15, ListWidth = 560;

    // On the page's own light or dark background, whichever it is told.
    private const string Style =
        """
        svg { font: 12px system-ui, sans-serif; } text { fill: #1f2328; } .paper { fill: #ffffff; } .grid { stroke: #d8dee4; } .roof { fill: none; stroke-width: 2; }
        .c0 { stroke: #0a5fb5; } .c1 { stroke: #b35900; } .f0 { fill: #0a5fb5; } .f1 { fill: #b35900; } .number { font-size: 10px; } .title { font-size: 14px; font-weight: 600; }
        @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; } .paper { fill: #0d1117; } .grid { stroke: #30363d; }
        .c0 { stroke: #6cb6ff; } .c1 { stroke: #ffa657; } .f0 { fill: #6cb6ff; } .f1 { fill: #ffa657; } }
        """;

    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>The picture.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="roofs">At least one.</param>
    /// <param name="figures">Those without a roof are left out.</param>
    public static string Draw(string title, IReadOnlyList<Roof> roofs, IEnumerable<Measurement> figures)
    {
        var points = figures.Where(figure => figure.RoofOf(roofs) is not null).ToArray();
        var x = Axis.Around([.. points.Select(point => point.Intensity), .. roofs.Select(roof => roof.Ridge)], Left, Width);
        var y = Axis.Around([.. points.Select(point => point.GigaFlops), .. roofs.Select(roof => roof.GigaFlops)], Top + Height, -Height);
        var height = Math.Max(Top + Height + 60, Top + (points.Length + 1) * Row + 20);
        var picture = new XElement(
            Svg + "svg",
            new XAttribute("viewBox", Invariant($"0 0 {Left + Width + ListWidth} {height}")),
            new XElement(Svg + "style", Style),
            new XElement(Svg + "rect", new XAttribute("class", "paper"), new XAttribute("width", "100%"), new XAttribute("height", "100%")),
            Text(Left, 28, title, "title"),
            Axes(x, y),
            roofs.Select((roof, i) => RoofLine(roof, i, x, y)),
            Points(points, roofs, x, y));
        return picture.ToString();
    }

    private static int Colour(int roof) => Math.Min(roof, 1);

    private static IEnumerable<XElement> Axes(Axis x, Axis y)
    {
        foreach (var power in x.Powers)
        {
            yield return Line(x.At(power), Top, x.At(power), Top + Height, "grid");
            yield return Text(x.At(power), Top + Height + 18, Number(power), "", "middle");
        }
        foreach (var power in y.Powers)
        {
            yield return Line(Left, y.At(power), Left + Width, y.At(power), "grid");
            yield return Text(Left - 8, y.At(power) + 4, Number(power), "", "end");
        }
        yield return Text(Left + Width / 2, Top + Height + 42, "operations for each byte that goes to or from memory", "", "middle");
        yield return Text(Left - 8, Top - 8, "GFLOP/s", "", "end");
    }

    private static IEnumerable<XElement> RoofLine(Roof roof, int place, Axis x, Axis y)
    {
        // From where it leaves the picture on the left or below.
        var begin = Math.Max(x.Least, y.Least / roof.GigaBytes);
        yield return new XElement(
            Svg + "polyline",
            new XAttribute("class", $"roof c{Colour(place)}"),
            new XAttribute("points", Invariant($"{x.At(begin):0.#},{y.At(roof.At(begin)):0.#} {x.At(roof.Ridge):0.#},{y.At(roof.GigaFlops):0.#} {Left + Width},{y.At(roof.GigaFlops):0.#}")));
        yield return Text(
            Left + 10, Top + 20 + Row * place, Invariant($"{roof.Threads} {(roof.Threads == 1 ? "thread" : "threads")}: {roof.GigaFlops:0} GFLOP/s, memory {roof.GigaBytes:0.#} GB/s"),
            $"f{Colour(place)}");
    }

    private static IEnumerable<XElement> Points(IReadOnlyList<Measurement> points, IReadOnlyList<Roof> roofs, Axis x, Axis y)
    {
        var taken = new List<(double X, double Y)>();
        foreach (var (i, point) in points.Index())
        {
            var colour = Colour(roofs.Index().Single(roof => roof.Item.Threads == point.Threads).Index);
            var (px, py) = (x.At(point.Intensity), y.At(point.GigaFlops));
            var number = Free(px, py, taken);
            taken.Add(number);
            yield return new XElement(
                Svg + "circle", new XAttribute("class", $"f{colour}"), new XAttribute("cx", Invariant($"{px:0.#}")), new XAttribute("cy", Invariant($"{py:0.#}")), new XAttribute("r", 3));
            yield return Text(number.X, number.Y + 4, $"{i + 1}", "number", "middle");
            var listed = Top + (i + 1) * Row;
            yield return new XElement(
                Svg + "circle", new XAttribute("class", $"f{colour}"), new XAttribute("cx", Left + Width + 24), new XAttribute("cy", listed - 4), new XAttribute("r", 3));
            yield return Text(
                Left + Width + 34, listed, Invariant($"{i + 1}  {point.Name}: {point.GigaFlops:0.#} GFLOP/s, {100 * point.ShareOf(roofs):0} %"), "");
        }
    }

    // Beside the point, or as near as the numbers before it leave room.
    private static (double X, double Y) Free(double x, double y, List<(double X, double Y)> taken)
    {
        var places =
            from radius in Enumerable.Range(1, 12)
            from turn in Enumerable.Range(0, 8)
            select (X: x + 11 * radius * Math.Cos(turn * Math.PI / 4), Y: y - 11 * radius * Math.Sin(turn * Math.PI / 4));
        foreach (var place in places)
        {
            if (!taken.Any(other => Math.Abs(other.X - place.X) < 14 && Math.Abs(other.Y - place.Y) < 10))
                return place;
        }
        return (x, y);
    }

    private static XElement Line(double x1, double y1, double x2, double y2, string kind) => new(
        Svg + "line", new XAttribute("class", kind),
        new XAttribute("x1", Invariant($"{x1:0.#}")), new XAttribute("y1", Invariant($"{y1:0.#}")),
        new XAttribute("x2", Invariant($"{x2:0.#}")), new XAttribute("y2", Invariant($"{y2:0.#}")));

    private static XElement Text(double x, double y, string text, string kind, string anchor = "start") => new(
        Svg + "text", new XAttribute("class", kind), new XAttribute("text-anchor", anchor),
        new XAttribute("x", Invariant($"{x:0.#}")), new XAttribute("y", Invariant($"{y:0.#}")), text);

    private static string Number(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    /// <summary>A logarithmic axis between two powers of ten.</summary>
    private readonly record struct Axis(double Least, double Most, double Begin, double Length)
    {
        /// <summary>The least powers of ten that hold all values.</summary>
        public static Axis Around(IReadOnlyList<double> values, double begin, double length) => new(
            Math.Pow(10, Math.Floor(Math.Log10(values.Min()) - 0.05)), Math.Pow(10, Math.Ceiling(Math.Log10(values.Max()) + 0.05)), begin, length);

        public IEnumerable<double> Powers
        {
            get
            {
                for (var power = Math.Round(Math.Log10(Least)); power <= Math.Round(Math.Log10(Most)); power++)
                    yield return Math.Pow(10, power);
            }
        }

        public double At(double value) => Begin + Length * Math.Log10(value / Least) / Math.Log10(Most / Least);
    }
}
