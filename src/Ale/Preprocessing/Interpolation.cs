namespace DqnGpu.Ale;

/// <summary>
/// What OpenCV's INTER_AREA does where a side grows: linear interpolation, also along a side that shrinks, between pixel s = floor(d / factor) and the
/// next, with the share (d + 1) - (s + 1) factor of the next, 0 where that is negative. In fixed point: shares of 11 bits, the sum of a row's two
/// pixels of 19 bits, of which the upper 15 are multiplied with the share of the row.
/// </summary>
internal sealed class Interpolation : PictureResize
{
    private const int ShareBits = 11;
    private const int One = 1 << ShareBits;

    private readonly (int Source, int Next, int Share)[] _columns;
    private readonly (int Source, int Next, int Share)[] _rows;
    private readonly int[] _upper;
    private readonly int[] _lower;

    public Interpolation(PictureSize from, PictureSize to)
        : base(from, to)
    {
        _columns = Places(from.Width, to.Width);
        _rows = Places(from.Height, to.Height);
        _upper = new int[to.Row];
        _lower = new int[to.Row];
    }

    public override void Resize(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i < To.Height; i++)
        {
            (int row, int next, int share) = _rows[i];
            if (i == 0 || row != _rows[i - 1].Source)
            {
                Interpolate(source.Slice(row * From.Row, From.Row), _upper);
                Interpolate(source.Slice(next * From.Row, From.Row), _lower);
            }
            Span<byte> output = destination.Slice(i * To.Row, To.Row);
            for (int j = 0; j < output.Length; j++)
                output[j] = (byte)((((One - share) * (_upper[j] >> 4) >> 16) + (share * (_lower[j] >> 4) >> 16) + 2) >> 2);
        }
    }

    private void Interpolate(ReadOnlySpan<byte> row, int[] result)
    {
        int channels = To.Channels;
        for (int j = 0; j < _columns.Length; j++)
        {
            (int pixel, int next, int share) = _columns[j];
            for (int c = 0; c < channels; c++)
                result[j * channels + c] = row[pixel * channels + c] * (One - share) + row[next * channels + c] * share;
        }
    }

    private static (int Source, int Next, int Share)[] Places(int source, int target)
    {
        double factor = (double)target / source;
        double scale = 1 / factor;
        var places = new (int, int, int)[target];
        for (int d = 0; d < target; d++)
        {
            int s = (int)Math.Floor(d * scale);
            float share = (float)(d + 1 - (s + 1) * factor);
            share = share <= 0 ? 0 : share - MathF.Floor(share);
            if (s >= source - 1)
                (s, share) = (source - 1, 0);
            // Each share is rounded by itself; the two of a place make 2048 all the same, for a half is even of one of them only.
            places[d] = (s, Math.Min(s + 1, source - 1), (int)MathF.Round(share * One, MidpointRounding.ToEven));
        }
        return places;
    }
}
