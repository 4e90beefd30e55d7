using DqnGpu.Lessons.Drawing;

namespace DqnGpu.Lessons.Book.Pictures;

/// <summary>What a warp's tile of a product reads in one step, and how its lanes share the tile.</summary>
internal static class TilePicture
{
    private const int Lane = 30;

    public static string Draw()
    {
        var svg = new Svg(800, 330);
        svg.Words(85, 120, "left").Box(40, 134, 90, 160);
        svg.Words(310, 80, "right").Box(150, 30, 120, 90);
        svg.Words(310, 280, "result").Box(150, 134, 120, 160);
        svg.Box(40, 174, 90, 48, Svg.Pale).Box(190, 30, 32, 90, Svg.Pale);
        svg.Box(70, 174, 16, 48, Svg.Warm).Box(190, 60, 32, 16, Svg.Warm).Box(190, 174, 32, 48, Svg.Warm);
        svg.Words(85, 312, "64 rows, 8 k a step").Words(206, 16, "32 columns").Arrow(228, 198, 430, 160);
        for (var row = 0; row < 8; row++)
            for (var column = 0; column < 4; column++)
                svg.Box(440 + column * Lane, 60 + row * Lane, Lane, Lane, (row, column) == (2, 1) ? Svg.Warm : row == 2 || column == 1 ? Svg.Pale : Svg.White);
        svg.Words(500, 44, "the tile: 32 lanes");
        svg.Words(685, 120, "one lane: 8 x 8 results").Words(685, 146, "reads 8 + 8 floats").Words(685, 172, "64 multiply-adds a k");
        return svg.ToString();
    }
}
