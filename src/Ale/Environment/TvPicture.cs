namespace DqnGpu.Ale;

/// <summary>How a television of a known format shows the console's picture.</summary>
public static class TvPicture
{
    /// <summary>Pictures a second.</summary>
    public static double FramesPerSecond(this TvFormat format) => format == TvFormat.Pal ? 50 : 60;

    /// <summary>
    /// Width of a pixel over its height. The console draws a pixel in each cycle of the colour clock (NTSC 315/88 MHz, PAL 3.546894 MHz); square ones, of
    /// pictures of half the lines, would take 135/22 and 7.375 million a second.
    /// </summary>
    public static double PixelAspect(this TvFormat format) => format == TvFormat.Pal ? 7.375 / 3.546894 : 12.0 / 7;
}
