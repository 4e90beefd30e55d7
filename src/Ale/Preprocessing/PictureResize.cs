namespace DqnGpu.Ale;

/// <summary>
/// Resizes pictures [H, W, C] of bytes to any size, to the bit as OpenCV's <c>resize(..., INTER_AREA)</c>: where no side grows, each pixel is the mean of
/// the rectangle that it covers (<see cref="BlockMeans"/> where that is of whole pixels, otherwise <see cref="CellMeans"/>); where one does, it is
/// interpolated (<see cref="Interpolation"/>). Instances hold tables and scratch, and serve one thread at a time.
/// </summary>
internal abstract class PictureResize(PictureSize from, PictureSize to)
{
    /// <summary>The source's size.</summary>
    protected PictureSize From => from;

    /// <summary>The result's size, of as many channels.</summary>
    protected PictureSize To => to;

    /// <summary>The way from one size to another.</summary>
    public static PictureResize Create(PictureSize from, PictureSize to)
    {
        if (to.Width > from.Width || to.Height > from.Height)
            return new Interpolation(from, to);
        return from.Width % to.Width == 0 && from.Height % to.Height == 0 ? new BlockMeans(from, to) : new CellMeans(from, to);
    }

    /// <summary>Resizes one picture.</summary>
    /// <param name="source">[H, W, C] of the one size.</param>
    /// <param name="destination">Receives [H, W, C] of the other.</param>
    public abstract void Resize(ReadOnlySpan<byte> source, Span<byte> destination);
}

/// <summary>Sides of a picture, and bytes of a pixel.</summary>
internal readonly record struct PictureSize(int Height, int Width, int Channels)
{
    /// <summary>Bytes of a row.</summary>
    public int Row => Width * Channels;

    /// <summary>Bytes of the picture.</summary>
    public int Bytes => Height * Row;
}
