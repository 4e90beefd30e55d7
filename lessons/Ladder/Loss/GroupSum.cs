using ILGPU;

namespace DqnGpu.Lessons.Ladder.Loss;

/// <summary>The sum of a number of each thread, always in the same order: pairs, pairs of pairs, and so on.</summary>
internal static class GroupSum
{
    /// <summary>Adds.</summary>
    /// <param name="shared">A number for each thread of the group, whose size is a power of two.</param>
    /// <param name="value">This thread's. All threads of the group must call.</param>
    /// <returns>The sum, in thread 0.</returns>
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
        return shared[0];
    }
}
