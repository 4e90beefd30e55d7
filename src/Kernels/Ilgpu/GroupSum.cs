using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The sum of one float per thread over a group, always in the same order.</summary>
internal static class GroupSum
{
    /// <summary>The largest group that <see cref="Sum"/> serves.</summary>
    public const int MaxGroupSize = 256;

    /// <summary>
    /// A binary tree in shared memory: after step s the first Group.DimX / 2^s entries hold the sums of 2^s threads each.
    /// </summary>
    /// <param name="shared">[<see cref="MaxGroupSize"/>] of shared memory, free for use.</param>
    /// <param name="value">This thread's share; all threads of the group must call. The group's size is a power of two.</param>
    /// <returns>The group's sum, in every thread.</returns>
    #region sum
    public static float Sum(ArrayView<float> shared, float value)
    {
        shared[Group.IdxX] = value;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half)
                shared[Group.IdxX] += shared[Group.IdxX + half];
            Group.Barrier();
        }
        var sum = shared[0];
        Group.Barrier();
        return sum;
    }
    #endregion
}
