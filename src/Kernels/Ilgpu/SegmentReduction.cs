using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Sums and maxima over equal segments of a group, all segments at once, always in the same order: a row of a matrix for each segment.</summary>
/// <remarks>
/// Every thread walks the shares of its segment, which the whole segment reads at once. A tree would take fewer steps, but a barrier in each: no less time
/// for 32 threads.
/// </remarks>
internal static class SegmentReduction
{
    /// <summary>Threads of a segment, where groups are large enough: a warp, so that a row's neighbouring elements are read together.</summary>
    public const int MostLanes = 32;

    /// <summary>The sum over each segment.</summary>
    /// <param name="shared">[<see cref="GroupSum.MaxGroupSize"/>] of shared memory, free for use; free again afterwards.</param>
    /// <param name="value">This thread's share; all threads of the group must call.</param>
    /// <param name="lanes">Threads of a segment: a power of two that divides the group's size.</param>
    /// <returns>The segment's sum, in each of its threads.</returns>
    public static float Sum(ArrayView<float> shared, float value, int lanes)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        var first = Group.IdxX & -lanes;
        var sum = 0f;
        for (var lane = 0; lane < lanes; lane++)
            sum += shared[first + lane];
        Group.Barrier();
        return sum;
    }

    /// <summary>The greatest of each segment; a NaN may be passed over.</summary>
    /// <inheritdoc cref="Sum"/>
    public static float Max(ArrayView<float> shared, float value, int lanes)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        var first = Group.IdxX & -lanes;
        var max = value;
        for (var lane = 0; lane < lanes; lane++)
            max = IntrinsicMath.Max(max, shared[first + lane]);
        Group.Barrier();
        return max;
    }
}
