using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What the threads of an accelerator can do together, beyond a barrier of the group. A constant of the kernel.</summary>
internal interface IGroupWork
{
    /// <summary>
    /// True where 32 neighbouring threads are a warp that can wait for itself, and where groups can count each other: CUDA. Elsewhere (OpenCL, ILGPU's CPU
    /// accelerator) whole groups wait, and what needs all groups is a second launch.
    /// </summary>
    static abstract bool HasWarps { get; }

    /// <summary>What is left to do when a group has written its part of a tile: see <see cref="SplitSum{TResult, TLoading, TShape}.AddByLast"/>.</summary>
    static abstract void PartIsWritten<TResult, TLoading, TShape>(
        ref TResult result, in TileEnd end, in EvenShares shares, int tile, int group, int slices, ArrayView<int> last)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape;
}

/// <summary>CUDA.</summary>
internal struct WarpWork : IGroupWork
{
    public static bool HasWarps => true;

    public static void PartIsWritten<TResult, TLoading, TShape>(
        ref TResult result, in TileEnd end, in EvenShares shares, int tile, int group, int slices, ArrayView<int> last)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape =>
        SplitSum<TResult, TLoading, TShape>.AddByLast(ref result, end, shares, tile, group, slices, last);
}

/// <summary>Everything else.</summary>
internal struct PlainWork : IGroupWork
{
    public static bool HasWarps => false;

    public static void PartIsWritten<TResult, TLoading, TShape>(
        ref TResult result, in TileEnd end, in EvenShares shares, int tile, int group, int slices, ArrayView<int> last)
        where TResult : struct, IMatrixResult
        where TLoading : struct, ITileLoading
        where TShape : struct, ITileShape
    {
    }
}

/// <summary>Waiting inside a kernel.</summary>
internal static class Wait
{
    /// <summary>Until all threads of the team are here and see each other's shared memory. A team of several warps is the whole group.</summary>
    public static void ForTeam<TWork, TWarps>()
        where TWork : struct, IGroupWork
        where TWarps : struct, IWarpLayout
    {
        if (TWork.HasWarps && TWarps.LogM + TWarps.LogN == 0)
            Warp.Barrier();
        else
            Group.Barrier();
    }

    /// <summary>Counts this group in; true in the last of <paramref name="groups"/> groups to come, which then sees all that the others wrote.</summary>
    /// <param name="counter">0 before the first; set back to 0 by the last.</param>
    /// <param name="groups">How many come.</param>
    /// <param name="shared">One element of shared memory, free for use.</param>
    /// <remarks>
    /// Only counting is atomic. What the last group computes from the others' results has an order of its own, so the bits stay. One thread's fences are enough:
    /// the barriers put what the group wrote before its fence, and what it reads behind it.
    /// </remarks>
    public static bool IsLastGroup(ref int counter, int groups, ArrayView<int> shared)
    {
        Group.Barrier();
        if (Group.IdxX == 0)
        {
            MemoryFence.DeviceLevel();
            var before = Atomic.Add(ref counter, 1);
            MemoryFence.DeviceLevel();
            shared[0] = before;
            if (before == groups - 1)
                counter = 0;
        }
        Group.Barrier();
        return shared[0] == groups - 1;
    }
}
