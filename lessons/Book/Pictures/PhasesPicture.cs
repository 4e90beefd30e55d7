using DqnGpu.Lessons.Drawing;

namespace DqnGpu.Lessons.Book.Pictures;

/// <summary>Eight pixels and three windows of four at stride two: which kernel element meets which pixel.</summary>
internal static class PhasesPicture
{
    private const int Side = 46;
    private const int Left = 120;
    private const int Windows = 3;
    private const int Kernel = 4;
    private const int Stride = 2;
    private const int Pixels = (Windows - 1) * Stride + Kernel;

    public static string Draw()
    {
        var svg = new Svg(560, 250);
        svg.Words(60, 60, "pixel h");
        for (var h = 0; h < Pixels; h++)
            svg.Box(Left + h * Side, 40, Side, 36, Colour(h)).Words(Left + h * Side + Side / 2, 58, $"{h}");
        for (var p = 0; p < Windows; p++)
        {
            svg.Words(60, 108 + p * 38, $"window {p}");
            for (var r = 0; r < Kernel; r++)
            {
                var h = p * Stride + r;
                svg.Box(Left + h * Side, 90 + p * 38, Side, 34, Colour(h)).Words(Left + h * Side + Side / 2, 107 + p * 38, $"r = {r}");
            }
        }
        svg.Words(280, 228, "h = p * 2 + r: even pixels meet r = 0, 2; odd ones r = 1, 3");
        return svg.ToString();
    }

    private static string Colour(int h) => h % Stride == 0 ? Svg.Pale : Svg.Warm;
}
