using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>One row of quantiles of equal weight.</summary>
internal static class QuantileRow
{
    /// <summary>The mean of one row for each segment of the group.</summary>
    /// <param name="shared">[<see cref="GroupSum.MaxGroupSize"/>] of shared memory, free for use; free again afterwards.</param>
    /// <param name="theta">[rows, Z].</param>
    /// <param name="quantiles">Z.</param>
    /// <param name="row">This segment's row. One that is negative counts as empty; its threads must call all the same.</param>
    /// <param name="lanes">Threads of a segment.</param>
    /// <returns>The mean, in each thread of the segment.</returns>
    public static float Mean(ArrayView<float> shared, ArrayView<float> theta, int quantiles, int row, int lanes)
    {
        var sum = 0f;
        var end = row < 0 ? 0 : quantiles;
        for (var i = Group.IdxX & (lanes - 1); i < end; i += lanes)
            sum += theta[row * quantiles + i];
        return SegmentReduction.Sum(shared, sum, lanes) / quantiles;
    }
}
