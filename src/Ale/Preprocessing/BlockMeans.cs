namespace DqnGpu.Ale;

/// <summary>
/// Shrinks by whole factors: the mean of each block of pixels, as its sum times the inverse of their number in 32-bit floats, ties rounded to even; of
/// blocks of 2 x 2 rounded up.
/// </summary>
internal sealed class BlockMeans(PictureSize from, PictureSize to) : PictureResize(from, to)
{
    public override void Resize(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        (int down, int across) = (From.Height / To.Height, From.Width / To.Width);
        int channels = To.Channels;
        float inverse = 1f / (down * across);
        bool twoByTwo = down == 2 && across == 2;
        for (int i = 0; i < To.Height; i++)
        {
            for (int j = 0; j < To.Row; j++)
            {
                int first = i * down * From.Row + j / channels * across * channels + j % channels;
                int sum = 0;
                for (int y = 0; y < down; y++)
                    for (int x = 0; x < across; x++)
                        sum += source[first + y * From.Row + x * channels];
                destination[i * To.Row + j] = twoByTwo ? (byte)((sum + 2) >> 2) : (byte)MathF.Round(sum * inverse, MidpointRounding.ToEven);
            }
        }
    }
}
