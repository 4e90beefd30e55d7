namespace DqnGpu.PtxMachine;

/// <summary>What one instruction of a kernel came to in a launch, over all warps.</summary>
public struct InstructionCounts
{
    /// <summary>Warps that executed it; of a load or store, its requests.</summary>
    public long Executions;

    /// <summary>Threads that took part.</summary>
    public long Lanes;

    /// <summary>Of a branch: warps whose threads went both ways.</summary>
    public long Divergences;

    /// <summary>Of global memory: sectors of 32 bytes moved.</summary>
    public long Sectors;

    /// <summary>Of global memory: bytes of those that some thread asked for.</summary>
    public long UsedBytes;

    /// <summary>Of shared memory: passes of its banks.</summary>
    public long Passes;

    /// <summary>Of shared memory: passes without conflicts.</summary>
    public long IdealPasses;

    /// <summary>Both together.</summary>
    public readonly InstructionCounts Plus(in InstructionCounts other) => new()
    {
        Executions = Executions + other.Executions,
        Lanes = Lanes + other.Lanes,
        Divergences = Divergences + other.Divergences,
        Sectors = Sectors + other.Sectors,
        UsedBytes = UsedBytes + other.UsedBytes,
        Passes = Passes + other.Passes,
        IdealPasses = IdealPasses + other.IdealPasses,
    };
}
