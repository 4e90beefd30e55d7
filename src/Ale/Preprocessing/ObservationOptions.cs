namespace DqnGpu.Ale;

/// <summary>What of the console an agent sees (ALE: obs_type).</summary>
public enum ObservationKind
{
    /// <summary>The screen's luminance, a byte per pixel, [H, W].</summary>
    Grayscale,

    /// <summary>The screen's red, green and blue, [H, W, 3].</summary>
    Rgb,

    /// <summary>The console's 128 bytes of memory, [128], after the last frame.</summary>
    Ram,
}

/// <summary>
/// What an observation is made of, and its size. The default is the gray picture of 84 x 84 of the DQN papers;
/// <c>new() { Kind = ObservationKind.Rgb, Width = null, Height = null }</c> is the screen as it is.
/// </summary>
/// <remarks>
/// Pictures are resized as OpenCV's <c>resize(..., INTER_AREA)</c> does it, to the bit: by area where neither side grows; otherwise
/// interpolated, for so INTER_AREA enlarges.
/// </remarks>
public sealed record ObservationOptions
{
    /// <summary>The largest width and height that a picture is resized to.</summary>
    public const int LargestSide = 4096;

    /// <summary>What is seen.</summary>
    public ObservationKind Kind { get; init; }

    /// <summary>Columns, 1..<see cref="LargestSide"/>; null: the screen's own 160. Memory has none (ALE: img_width).</summary>
    public int? Width { get; init; } = AreaResize.Side;

    /// <summary>Rows, 1..<see cref="LargestSide"/>; null: the screen's own, mostly 210. Memory has none (ALE: img_height).</summary>
    public int? Height { get; init; } = AreaResize.Side;

    /// <summary>The shape of an observation: [H, W], [H, W, 3] or [128].</summary>
    /// <param name="screenHeight">Rows of the game's screen.</param>
    public IReadOnlyList<int> Shape(int screenHeight)
    {
        (int height, int width) = (Height ?? screenHeight, Width ?? AtariEnvironment.ScreenWidth);
        return Kind switch
        {
            ObservationKind.Grayscale => [height, width],
            ObservationKind.Rgb => [height, width, 3],
            _ => [AtariEnvironment.RamSize],
        };
    }

    /// <exception cref="ArgumentOutOfRangeException">A value outside its range.</exception>
    internal void Validate()
    {
        if (!Enum.IsDefined(Kind))
            throw new ArgumentOutOfRangeException(nameof(Kind), Kind, "An observation is gray, RGB or memory.");
        ValidateSide(Width, nameof(Width));
        ValidateSide(Height, nameof(Height));
    }

    private static void ValidateSide(int? side, string name)
    {
        if (side is < 1 or > LargestSide)
            throw new ArgumentOutOfRangeException(name, side, $"A picture has 1..{LargestSide} rows and columns, or null: as many as the screen.");
    }
}
