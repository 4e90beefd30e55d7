using DqnGpu.Lessons.Drawing;

namespace DqnGpu.Lessons.Book.Pictures;

/// <summary>An image of 4 x 4 with a window of 2 x 2 at stride 2; what the window sees at each place is a row of the matrix of patches.</summary>
internal static class PatchesPicture
{
    private const int Side = 34;
    private const int ImageSide = 4;
    private const int KernelSide = 2;

    public static string Draw()
    {
        var svg = new Svg(720, 240);
        svg.Words(100, 24, "x, one channel").Words(385, 24, "patches: row m is the window at (p, q)").Words(640, 24, "w");
        for (var h = 0; h < ImageSide; h++)
            for (var w = 0; w < ImageSide; w++)
                Cell(svg, 32 + w * Side, 44 + h * Side, Pixel(h, w), InWindow(h, w) ? Svg.Warm : Svg.White);
        svg.Words(100, 204, "window p = 0, q = 1").Arrow(180, 61, 300, 95);
        for (var p = 0; p < 2; p++)
            for (var q = 0; q < 2; q++)
            {
                var y = 44 + (p * 2 + q) * Side;
                svg.Words(330, y + Side / 2, $"m = {p * 2 + q}");
                for (var k = 0; k < KernelSide * KernelSide; k++)
                    Cell(svg, 362 + k * Side, y, Pixel(2 * p + k / KernelSide, 2 * q + k % KernelSide), (p, q) == (0, 1) ? Svg.Warm : Svg.White);
            }
        for (var k = 0; k < KernelSide * KernelSide; k++)
            Cell(svg, 623, 44 + k * Side, $"w{k / KernelSide}{k % KernelSide}", Svg.Pale);
        svg.Words(560, 112, "times").Words(470, 204, "z = patches times w; k = (r, s)");
        return svg.ToString();
    }

    private static bool InWindow(int h, int w) => h < KernelSide && w >= KernelSide;

    private static string Pixel(int h, int w) => $"x{h}{w}";

    private static void Cell(Svg svg, int x, int y, string words, string fill) => svg.Box(x, y, Side, Side, fill).Words(x + Side / 2, y + Side / 2, words);
}
