namespace DqnGpu.Agent;

/// <summary>A picture of the console in colour.</summary>
/// <param name="Width">Columns, 160.</param>
/// <param name="Height">Rows, 210 or so.</param>
/// <param name="Rgb">[H, W, 3].</param>
public sealed record Screen(int Width, int Height, byte[] Rgb)
{
    /// <summary>An Atari pixel is about twice as wide as high (12:7 on a television).</summary>
    public const double PixelAspect = 12.0 / 7;

    /// <summary>Red, green and blue at a place.</summary>
    public (byte R, byte G, byte B) this[int x, int y]
    {
        get
        {
            var i = ((y * Width) + x) * 3;
            return (Rgb[i], Rgb[i + 1], Rgb[i + 2]);
        }
    }
}
