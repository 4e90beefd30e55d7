using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A picture of the console, kept while the console goes on.</summary>
/// <param name="format">What its palette indices mean, and the shape of a pixel.</param>
/// <param name="height">Rows.</param>
/// <param name="pixels">Palette indices [<paramref name="height"/>, W]; held, not copied.</param>
public sealed class Screen(TvFormat format, int height, byte[] pixels)
{
    /// <summary>What a game shows now.</summary>
    public Screen(IAtariGame game)
        : this(game.Format, game.ScreenHeight, game.Screen.ToArray())
    {
    }

    /// <summary>Columns, 160.</summary>
    public int Width => pixels.Length / height;

    /// <summary>Rows, 210 or so.</summary>
    public int Height => height;

    /// <summary>The television format.</summary>
    public TvFormat Format => format;

    /// <summary>The colours.</summary>
    public Palette Palette { get; } = Palette.Of(format);

    /// <summary>Palette indices [H, W].</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The picture as a PNG file, each column twice, so that it is about as wide as on a television.</summary>
    public byte[] ToPng()
    {
        var rgb = new byte[3 * 2 * pixels.Length];
        for (var i = 0; i < 2 * pixels.Length; i++)
        {
            var (r, g, b) = Palette.Rgb(pixels[i / 2]);
            (rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]) = ((byte)r, (byte)g, (byte)b);
        }
        return PngFile.EncodeRgb(rgb, 2 * Width, Height);
    }

    /// <summary>Red, green and blue at a place.</summary>
    public (int R, int G, int B) this[int x, int y] => Palette.Rgb(pixels[(y * Width) + x]);

    /// <summary>Takes over what the same game shows now.</summary>
    public void Take(IAtariGame game) => game.Screen.CopyTo(pixels);
}
