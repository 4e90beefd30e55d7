using DqnGpu.Lessons.ByHand;
using DqnGpu.Lessons.Drawing;
using static DqnGpu.Lessons.ByHand.ByHandCommand;

namespace DqnGpu.Lessons.Book.Pictures;

/// <summary>The network of chapter 1: forwards in blue, and what comes back in red.</summary>
internal static class ByHandPicture
{
    private const int Width = 92;
    private const int Height = 48;

    public static string Draw()
    {
        var e = Run(new ByHandExample());
        int[] rows = [110, 200];
        var svg = new Svg(860, 270);
        svg.Words(108, 30, "picture x").Words(396, 30, "z").Words(526, 30, "y").Words(672, 30, "q").Words(802, 30, "L");
        svg.Both(275, 62, $"w = {N(e.W[0])}, {N(e.W[1])}  b = {N(e.B)}", $"dw = {N(e.DW[0])}, {N(e.DW[1])}  db = {N(e.DB)}");
        for (var p = 0; p < 2; p++)
        {
            for (var s = 0; s < 2; s++)
                Cell(svg, 62 + s * Width, rows[p], N(e.X[p, s]), $"dx {N(e.DX[p, s])}", Svg.Pale);
            svg.Arrow(62 + Width + Width / 2, rows[p], 396 - Width / 2, rows[p]);
            Cell(svg, 396, rows[p], N(e.Z[p]), $"dz {N(e.DZ[p])}", Svg.White);
            svg.Arrow(396 + Width / 2, rows[p], 526 - Width / 2, rows[p]);
            Cell(svg, 526, rows[p], N(e.Y[p]), $"dy {N(e.DY[p])}", Svg.White);
            svg.Arrow(526 + Width / 2, rows[p], 672 - Width / 2, 155);
            svg.Both(600, p == 0 ? 92 : 222, $"v {N(e.V[p])}", $"dv {N(e.DV[p])}");
        }
        Cell(svg, 672, 155, N(e.Q), $"dq {N(e.DQ)}", Svg.White);
        svg.Both(672, 222, $"c {N(e.C)}", $"dc {N(e.DC)}");
        svg.Arrow(672 + Width / 2, 155, 802 - Width / 2, 155);
        Cell(svg, 802, 155, N(e.L), $"target {N(e.Target)}", Svg.Warm);
        return svg.ToString();
    }

    private static void Cell(Svg svg, int x, int y, string forward, string backward, string fill) =>
        svg.Box(x - Width / 2, y - Height / 2, Width, Height, fill).Both(x, y, forward, backward);
}
