using DqnGpu.Lessons.Drawing;

namespace DqnGpu.Lessons.Book.Pictures;

/// <summary>The ten kernels of an update of the article's network: eight one behind the other, two beside them.</summary>
internal static class UpdatePicture
{
    private const int Width = 96;
    private const int Step = 108;

    public static string Draw()
    {
        (string First, string Second)[] inTurn =
        [
            ("conv 1", "q and q'"), ("conv 2", "q and q'"), ("linear 1", "q and q'"), ("head, loss", "dx"),
            ("linear 1", "dx and dw"), ("conv 2", "dx and dw"), ("conv 1", "dw"), ("Adam", "conv 1, 2"),
        ];
        var svg = new Svg(30 + Step * inTurn.Length, 190);
        svg.Words(90, 24, "stream", Svg.Forward).Words(90, 118, "branch", Svg.Backward);
        for (var i = 0; i < inTurn.Length; i++)
        {
            Kernel(svg, i, 62, inTurn[i].First, inTurn[i].Second, Svg.Pale);
            if (i > 0)
                svg.Arrow(20 + i * Step - Step + Width, 62, 20 + i * Step, 62);
        }
        Kernel(svg, 4, 150, "head", "dw", Svg.Warm);
        Kernel(svg, 5, 150, "Adam", "linear, head", Svg.Warm);
        svg.Arrow(20 + 3 * Step + Width / 2, 86, 20 + 4 * Step, 142);
        svg.Arrow(20 + 4 * Step + Width, 150, 20 + 5 * Step, 150);
        svg.Arrow(20 + 4 * Step + Width - 20, 86, 20 + 5 * Step + 20, 126);
        svg.Arrow(20 + 5 * Step + Width, 150, 20 + 7 * Step, 86);
        return svg.ToString();
    }

    private static void Kernel(Svg svg, int place, int y, string first, string second, string fill)
    {
        var x = 20 + place * Step;
        svg.Box(x, y - 24, Width, 48, fill).Words(x + Width / 2, y - 8, first).Words(x + Width / 2, y + 10, second);
    }
}
