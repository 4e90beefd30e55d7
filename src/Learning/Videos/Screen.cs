using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A picture of the console, and what is heard during it, kept while the console goes on.</summary>
/// <param name="format">What its palette indices mean, and the shape of a pixel.</param>
/// <param name="height">Rows.</param>
/// <param name="pixels">Palette indices [<paramref name="height"/>, W]; held, not copied.</param>
public sealed class Screen(TvFormat format, int height, byte[] pixels)
{
    private readonly byte[] sound = [];
    private long framesHeard;
    private int heard;

    /// <summary>What a game shows now; its sound is taken too, by <see cref="TakeFrame"/>.</summary>
    public Screen(IAtariGame game)
        : this(game.Format, game.ScreenHeight, game.Screen.ToArray())
    {
        sound = new byte[(int)Math.Ceiling(SamplesBefore(1))];
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

    /// <summary>Its frames come with their sound.</summary>
    public bool HasSound => sound.Length > 0;

    /// <summary>
    /// What is heard during the frame that <see cref="TakeFrame"/> has taken: unsigned bytes, <see cref="AtariConsole.SoundSampleRate"/> of them in a second of
    /// the game; 128 is silence.
    /// </summary>
    public ReadOnlySpan<byte> Sound => sound.AsSpan(0, heard);

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

    /// <summary>Takes over the frame that the same game has just played, with its sound: once for each frame.</summary>
    public void TakeFrame(IAtariGame game)
    {
        Take(game);
        heard = (int)((long)SamplesBefore(framesHeard + 1) - (long)SamplesBefore(framesHeard));
        framesHeard++;
        game.GenerateSound(sound.AsSpan(0, heard));
    }

    private double SamplesBefore(long frame) => frame * AtariConsole.SoundSampleRate / format.FramesPerSecond();
}
