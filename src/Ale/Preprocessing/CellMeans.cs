using System.Numerics;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>
/// Shrinks by area, edge pixels counted by the part that lies inside. Sums run in ascending order in 32-bit floats, columns first, without fused
/// multiply-add; ties round to even. <see cref="AreaResize"/> is the same of one size.
/// </summary>
internal sealed class CellMeans : PictureResize
{
    private readonly (int First, float[] Weights)[] _columns;
    private readonly (int First, float[] Weights)[] _rows;
    private readonly float[] _row;
    private readonly float[] _sum;

    public CellMeans(PictureSize from, PictureSize to)
        : base(from, to)
    {
        _columns = AreaCells.Of(from.Width, to.Width);
        _rows = AreaCells.Of(from.Height, to.Height);
        _row = new float[to.Row];
        _sum = new float[to.Row];
    }

    public override void Resize(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int summed = -1;
        for (int i = 0; i < To.Height; i++)
        {
            (int first, float[] weights) = _rows[i];
            for (int t = 0; t < weights.Length; t++)
            {
                // The first row of a cell may be the last of the cell above.
                if (first + t != summed)
                    SumColumns(source.Slice((summed = first + t) * From.Row, From.Row));
                AddRow(weights[t], isFirst: t == 0);
            }
            Span<byte> output = destination.Slice(i * To.Row, To.Row);
            for (int j = 0; j < output.Length; j++)
                output[j] = (byte)Math.Clamp(MathF.Round(_sum[j], MidpointRounding.ToEven), 0, 255);
        }
    }

    private void SumColumns(ReadOnlySpan<byte> row)
    {
        int channels = To.Channels;
        for (int j = 0; j < _columns.Length; j++)
        {
            (int first, float[] weights) = _columns[j];
            for (int c = 0; c < channels; c++)
            {
                float sum = 0;
                for (int t = 0; t < weights.Length; t++)
                    sum += row[(first + t) * channels + c] * weights[t];
                _row[j * channels + c] = sum;
            }
        }
    }

    private void AddRow(float weight, bool isFirst)
    {
        int whole = _row.Length - _row.Length % Vector<float>.Count;
        var rows = MemoryMarshal.Cast<float, Vector<float>>(_row.AsSpan(0, whole));
        var sums = MemoryMarshal.Cast<float, Vector<float>>(_sum.AsSpan(0, whole));
        for (int j = 0; j < rows.Length; j++)
            sums[j] = isFirst ? rows[j] * weight : sums[j] + rows[j] * weight;
        for (int j = whole; j < _row.Length; j++)
            _sum[j] = isFirst ? _row[j] * weight : _sum[j] + _row[j] * weight;
    }
}
