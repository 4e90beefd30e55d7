using DqnGpu.Lessons.Ladder;

namespace DqnGpu.Lessons.Drawing;

/// <summary>The way of a tile of the matrix product: from A and B through shared memory into the registers of a thread, and from there to C.</summary>
internal static class TileWayPicture
{
    /// <summary>Of the picture.</summary>
    public const int Height = 178;

    private const int Side = 120, Gap = 26;

    /// <summary>Draws it with its upper left corner at (x, y).</summary>
    public static void Draw(Svg svg, int x, int y, ProductTile tile)
    {
        var scale = (double)Side / MatrixProductRungs.Size;
        var (m, n, k) = (tile.M * scale, tile.N * scale, Math.Max(3, tile.K * scale));
        var (aX, bX, top) = (x, x + Side + Gap, y + 14);
        Matrix(svg, aX, top, "A", "M x K");
        svg.Fill(aX, top, Side, Math.Max(3, m), Svg.Pale).Fill(aX, top, k, Math.Max(3, m), Svg.Forward);
        Matrix(svg, bX, top, "B", "K x N");
        svg.Fill(bX, top, Math.Max(3, n), Side, Svg.Warm).Fill(bX, top, Math.Max(3, n), k, "#bf8700");
        var (middle, cX) = (bX + Side + Gap, x + 5 * Side + 2 * Gap - 10);
        var centre = top + Side / 2;
        svg.Arrow(bX + Side + 4, centre, middle + 20, centre);
        var boxX = middle + 24;
        if (tile.SharedFloats > 0)
        {
            svg.Box(boxX, centre - 32, 96, 64, Svg.Pale).Words(boxX + 48, centre - 18, "shared").Words(boxX + 48, centre, $"{tile.M} x {tile.K}").Words(boxX + 48, centre + 18, $"{tile.K} x {tile.N}");
            svg.Arrow(boxX + 98, centre, boxX + 122, centre);
            boxX += 126;
        }
        svg.Box(boxX, centre - 32, 96, 64, Svg.Warm).Words(boxX + 48, centre - 18, "a thread").Words(boxX + 48, centre, $"{tile.ThreadM} x {tile.ThreadN}").Words(boxX + 48, centre + 18, tile.ThreadM * tile.ThreadN == 1 ? "register" : "registers");
        svg.Arrow(boxX + 98, centre, Math.Max(boxX + 122, cX - 4), centre);
        Matrix(svg, cX, top, "C", "M x N");
        svg.Fill(cX, top, Math.Max(3, n), Math.Max(3, m), Svg.Pale)
            .Fill(cX, top, Math.Max(3, tile.ThreadN * scale), Math.Max(3, tile.ThreadM * scale), Svg.Forward);
    }

    private static void Matrix(Svg svg, int x, int y, string name, string shape) =>
        svg.Box(x, y, Side, Side).Line(x, y + Side + 14, $"{name}  {shape}");
}
