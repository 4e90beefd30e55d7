using DqnGpu.Ale;

namespace DqnGpu.Agent.Tests;

/// <summary>Screens to draw.</summary>
internal static class Screens
{
    /// <summary>A few colours at random places, or everywhere.</summary>
    public static Screen Random(Random random, int width, int height, bool noise)
    {
        var pixels = new byte[width * height];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = noise || i % 97 == 0 ? (byte)random.Next(256) : (byte)0;
        return new(TvFormat.Ntsc, height, pixels);
    }

    /// <summary>One colour.</summary>
    public static Screen Plain(TvFormat format, int height, byte colour)
    {
        var pixels = new byte[160 * height];
        pixels.AsSpan().Fill(colour);
        return new(format, height, pixels);
    }
}
