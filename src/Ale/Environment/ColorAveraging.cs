namespace DqnGpu.Ale;

/// <summary>
/// ALE's "color averaging": the television's phosphor still glows with the last frame when the next is drawn. Every channel becomes
/// lo + 77 (hi - lo) / 100 of the two frames' values (the brighter counts more), and that colour is shown as the nearest of the palette.
/// </summary>
/// <remarks>
/// ALE fills its table of blends for even indices only. Where a PAL set has lost its colour (odd indices, air_raid's frames) the rest
/// of the table is zeros, so that the blended screen is black; agents trained on ALE see that, and so does this one.
/// </remarks>
internal sealed class ColorAveraging
{
    private const int BrighterPercent = 77;

    private readonly byte[] _blend = new byte[256 * 256]; // [current index, previous index] -> even palette index
    private readonly byte[] _screen;

    /// <summary>Prepares the table for a palette and room for a screen of <paramref name="pixels"/>.</summary>
    public ColorAveraging(Palette palette, int pixels)
    {
        _screen = new byte[pixels];
        for (int current = 0; current < 256; current += 2)
            for (int previous = 0; previous < 256; previous += 2)
                _blend[current * 256 + previous] = NearestIndex(palette, palette.Rgb(current), palette.Rgb(previous));
    }

    /// <summary>Blends two frames of palette indices; the result is valid until the next call.</summary>
    public ReadOnlySpan<byte> Blend(ReadOnlySpan<byte> current, ReadOnlySpan<byte> previous)
    {
        for (int i = 0; i < _screen.Length; i++) _screen[i] = _blend[current[i] * 256 + previous[i]];
        return _screen;
    }

    // The lowest even index at the least |dR| + |dG| + |dB|. ALE drops the blend's two low bits before it looks for the nearest.
    private static byte NearestIndex(Palette palette, (int R, int G, int B) a, (int R, int G, int B) b)
    {
        int red = Channel(a.R, b.R) & ~3, green = Channel(a.G, b.G) & ~3, blue = Channel(a.B, b.B) & ~3;
        int nearest = 0, least = int.MaxValue;
        for (int index = 0; index < 256; index += 2)
        {
            (int R, int G, int B) colour = palette.Rgb(index);
            int distance = Math.Abs(colour.R - red) + Math.Abs(colour.G - green) + Math.Abs(colour.B - blue);
            if (distance >= least) continue;
            least = distance;
            nearest = index;
        }
        return (byte)nearest;
    }

    private static int Channel(int a, int b) => Math.Min(a, b) + Math.Abs(a - b) * BrighterPercent / 100;
}
