using ILGPU;

namespace DqnGpu.Lessons.Puzzles.Solutions.Golf;

/// <summary>Arrays brought to shared memory, each element read once by a group however many of its threads want it.</summary>
internal static class Staged
{
    /// <summary>The longest array that is brought there: the puzzles' are small.</summary>
    public const int Most = 512;

    /// <summary>Copies; the group has to meet before it reads.</summary>
    /// <param name="from">At most <see cref="Most"/> elements.</param>
    /// <param name="shared">[<see cref="Most"/>] of shared memory.</param>
    public static ArrayView<float> Copy(ArrayView<float> from, ArrayView<float> shared)
    {
        for (var i = Group.IdxX; i < from.Length; i += Group.DimX)
            shared[i] = from[i];
        return shared;
    }
}
