namespace DqnGpu.Kernels.Simd;

/// <summary><see cref="RowMax"/>: plain loops, for the rows are short (at most 18 actions).</summary>
internal sealed unsafe class SimdRowMax(SimdDevice device) : RowMax
{
    /// <summary>The lowest index among those of the largest value; of the first NaN, where there is one.</summary>
    public static int ArgMax(float* row, int columns)
    {
        var best = 0;
        for (var column = 1; column < columns; column++)
            if (row[column] > row[best] || (float.IsNaN(row[column]) && !float.IsNaN(row[best])))
                best = column;
        return best;
    }

    protected override void ComputeCore(int columns, DeviceView<float> q, DeviceView<float> max, DeviceView<int> argMax)
    {
        var row = q.Pointer(device);
        var values = max.Pointer(device);
        var indices = argMax.Pointer(device);
        for (var n = 0L; n < max.Length; n++, row += columns)
        {
            indices[n] = ArgMax(row, columns);
            values[n] = row[indices[n]];
        }
    }
}
