namespace DqnGpu.PtxMachine;

/// <summary>How a kernel is launched, and what is to be found out.</summary>
/// <param name="Grid">Groups.</param>
/// <param name="Group">Threads of a group.</param>
/// <param name="DynamicSharedBytes">Shared memory of a group more than the kernel declares.</param>
public sealed record Launch(Dim3 Grid, Dim3 Group, int DynamicSharedBytes = 0)
{
    /// <summary>Runs groups, warps and both ways of a branch in the opposite order: any order that a GPU may choose must give the same result.</summary>
    public bool IsBackwards { get; init; }

    /// <summary>
    /// Watches global memory as shared memory always is: no two threads touch a word that one of them writes, unless a barrier orders them, or, between
    /// groups, a fence, an atomic change of one word by both, and a fence. Slow, and on one processor.
    /// </summary>
    public bool WatchesGlobalMemory { get; init; }

    /// <summary>Processors of the host that run groups side by side; 0: all. Results and counts do not depend on it.</summary>
    public int Processors { get; init; }

    /// <summary>Branches that a warp may come to in its group: one that comes to more is taken to run for ever.</summary>
    public long MostBranches { get; init; } = 20_000_000;

    /// <summary>Only the first thread of each warp runs, and meetings do nothing: results mean nothing, but what warps execute can be counted.</summary>
    internal bool FirstLanesOnly { get; init; }

    internal int WarpsOfGroup => (int)((Group.Count + RegisterSet.Lanes - 1) / RegisterSet.Lanes);
}
