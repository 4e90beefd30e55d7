namespace DqnGpu.Ale;

/// <summary>
/// The colours of a television format: 128 colours at even indices, and at each odd index the gray of the colour before it
/// (PAL sets draw that on every frame with an odd number of lines).
/// </summary>
public sealed partial class Palette
{
    private readonly byte[] _rgb = new byte[256 * 3];
    private readonly byte[] _gray = new byte[256];

    private Palette(ReadOnlySpan<int> colours)
    {
        for (int index = 0; index < 256; index++)
        {
            int colour = colours[index >> 1];
            (int r, int g, int b) = (colour >> 16, colour >> 8 & 0xFF, colour & 0xFF);
            int luminance = (int)Math.Round(0.2989 * r + 0.587 * g + 0.114 * b);
            bool odd = (index & 1) != 0;
            _rgb[3 * index] = (byte)(odd ? luminance : r);
            _rgb[3 * index + 1] = (byte)(odd ? luminance : g);
            _rgb[3 * index + 2] = (byte)(odd ? luminance : b);

            // ALE takes the gray of an index from the low byte of the entry after it. After an even index that is the colour's
            // luminance; after an odd one it is the next colour's blue, and agents trained on ALE see exactly that. After 255 it reads
            // beyond its table: here that is the luminance.
            _gray[index] = (byte)(odd && index < 255 ? colours[(index + 1) >> 1] & 0xFF : luminance);
        }
    }

    /// <summary>North America, Japan.</summary>
    public static Palette Ntsc { get; } = new(NtscColours);

    /// <summary>Europe.</summary>
    public static Palette Pal { get; } = new(PalColours);

    /// <summary>The colours of a format that is known.</summary>
    public static Palette Of(TvFormat format) => format == TvFormat.Pal ? Pal : Ntsc;

    /// <summary>Red, green, blue per palette index, [256, 3].</summary>
    public ReadOnlySpan<byte> RgbTable => _rgb;

    /// <summary>Luminance per palette index, [256].</summary>
    public ReadOnlySpan<byte> GrayTable => _gray;

    /// <summary>Red, green and blue of a palette index 0..255, each 0..255.</summary>
    public (int R, int G, int B) Rgb(int index) => (_rgb[3 * index], _rgb[3 * index + 1], _rgb[3 * index + 2]);

    /// <summary>Writes red, green, blue for each palette index of <paramref name="screen"/>.</summary>
    /// <param name="screen">Palette indices, [n].</param>
    /// <param name="destination">At least [n, 3].</param>
    public void ToRgb(ReadOnlySpan<byte> screen, Span<byte> destination)
    {
        destination = destination[..(3 * screen.Length)];
        for (int i = 0; i < screen.Length; i++)
        {
            int entry = 3 * screen[i];
            destination[3 * i] = _rgb[entry];
            destination[3 * i + 1] = _rgb[entry + 1];
            destination[3 * i + 2] = _rgb[entry + 2];
        }
    }

    /// <summary>Writes the luminance for each palette index of <paramref name="screen"/>.</summary>
    public void ToGrayscale(ReadOnlySpan<byte> screen, Span<byte> destination)
    {
        destination = destination[..screen.Length];
        for (int i = 0; i < screen.Length; i++) destination[i] = _gray[screen[i]];
    }
}
