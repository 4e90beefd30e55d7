using System.Globalization;
using System.Text;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A screen as text: each character cell shows two pixels, one above the other, as the upper half block in two colours.</summary>
/// <remarks>A character cell is about twice as high as wide, so half of one is about square; the picture is scaled by nearest pixels.</remarks>
public sealed class HalfBlockPicture(bool trueColour)
{
    private const char UpperHalf = '▀';
    private readonly StringBuilder text = new();

    /// <summary>Draws.</summary>
    /// <param name="screen">The screen.</param>
    /// <param name="columns">Characters that fit side by side.</param>
    /// <param name="rows">Lines that fit below each other.</param>
    /// <returns>Lines separated by line feeds, with ANSI colours.</returns>
    public string Draw(Screen screen, int columns, int rows)
    {
        var aspect = screen.Width * screen.Format.PixelAspect() / screen.Height;
        var height = Math.Max(2, Math.Min(2 * rows, (int)(columns / aspect)) / 2 * 2);
        var width = Math.Clamp((int)(height * aspect), 1, columns);
        text.Clear();
        for (var y = 0; y < height; y += 2)
        {
            var last = "";
            for (var x = 0; x < width; x++)
            {
                var upper = Colour(Pixel(screen, x, y, width, height), "38");
                var lower = Colour(Pixel(screen, x, y + 1, width, height), "48");
                var colours = $"\e[{upper};{lower}m";
                if (colours != last)
                    text.Append(last = colours);
                text.Append(UpperHalf);
            }
            text.Append("\e[0m\e[K").Append(y + 2 < height ? "\n" : "");
        }
        return text.ToString();
    }

    private string Colour((int R, int G, int B) pixel, string layer) => trueColour
        ? string.Create(CultureInfo.InvariantCulture, $"{layer};2;{pixel.R};{pixel.G};{pixel.B}")
        : string.Create(CultureInfo.InvariantCulture, $"{layer};5;{Of256(pixel)}");

    private static (int R, int G, int B) Pixel(Screen screen, int x, int y, int width, int height) =>
        screen[x * screen.Width / width, y * screen.Height / height];

    /// <summary>The nearest colour of the 6x6x6 cube, entries 16..231 of the 256 colours.</summary>
    private static int Of256((int R, int G, int B) pixel)
    {
        return 16 + (36 * Level(pixel.R)) + (6 * Level(pixel.G)) + Level(pixel.B);

        // The levels are 0, 95, 135, 175, 215, 255.
        static int Level(int value) => value < 48 ? 0 : value < 115 ? 1 : (value - 35) / 40;
    }
}
