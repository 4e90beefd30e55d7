using System.Globalization;
using System.Security;
using System.Text;

namespace DqnGpu.Lessons.Drawing;

/// <summary>A picture of boxes, arrows and words on white, so that it can be read on a dark page too.</summary>
internal sealed class Svg
{
    public const string Ink = "#1f2328";
    public const string Forward = "#0969da";
    public const string Backward = "#cf222e";
    public const string Pale = "#ddf4ff";
    public const string Warm = "#fff1c9";
    public const string White = "#ffffff";
    private const int LineHeight = 17;

    private readonly StringBuilder text = new();

    public Svg(int width, int height)
    {
        text.Append("<svg xmlns=\"http://www.w3.org/2000/svg\" font-family=\"monospace\" font-size=\"13\" ");
        text.Append(CultureInfo.InvariantCulture, $"viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n");
        text.Append("<defs><marker id=\"tip\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\">");
        text.Append("<path d=\"M0 0 L10 5 L0 10 z\" fill=\"#57606a\"/></marker></defs>\n");
        text.Append(CultureInfo.InvariantCulture, $"<rect width=\"{width}\" height=\"{height}\" rx=\"6\" fill=\"{White}\"/>\n");
    }

    public Svg Box(int x, int y, int width, int height, string fill = White)
    {
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" fill=\"{fill}\" stroke=\"#57606a\"/>\n");
        return this;
    }

    /// <summary>A line of words around (x, y).</summary>
    public Svg Words(int x, int y, string words, string colour = Ink)
    {
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y + 4}\" text-anchor=\"middle\" fill=\"{colour}\">{words}</text>\n");
        return this;
    }

    /// <summary>A line of words that begins at x. They may hold any character.</summary>
    public Svg Line(int x, int y, string words, string colour = Ink)
    {
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x}\" y=\"{y + 4}\" fill=\"{colour}\" xml:space=\"preserve\">{SecurityElement.Escape(words)}</text>\n");
        return this;
    }

    /// <summary>A filled rectangle without an edge.</summary>
    public Svg Fill(double x, double y, double width, double height, string fill)
    {
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" fill=\"{fill}\"/>\n");
        return this;
    }

    /// <summary>Thin lines of one colour.</summary>
    public Svg Threads(IEnumerable<(double X1, double Y1, double X2, double Y2)> lines, string colour)
    {
        text.Append(CultureInfo.InvariantCulture, $"<path stroke=\"{colour}\" stroke-width=\"0.8\" d=\"");
        foreach (var (x1, y1, x2, y2) in lines)
            text.Append(CultureInfo.InvariantCulture, $"M{x1:0.#} {y1:0.#}L{x2:0.#} {y2:0.#}");
        text.Append("\"/>\n");
        return this;
    }

    /// <summary>Two lines around (x, y): what goes forwards, and below it what comes back.</summary>
    public Svg Both(int x, int y, string forward, string backward) =>
        Words(x, y - LineHeight / 2, forward, Forward).Words(x, y + LineHeight / 2 + 1, backward, Backward);

    public Svg Arrow(int x1, int y1, int x2, int y2)
    {
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"#57606a\" marker-end=\"url(#tip)\"/>\n");
        return this;
    }

    public override string ToString() => text + "</svg>\n";
}
