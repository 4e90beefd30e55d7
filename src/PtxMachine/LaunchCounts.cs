namespace DqnGpu.PtxMachine;

/// <summary>One instruction of a kernel, and what it came to.</summary>
/// <param name="Text">As PTX has it.</param>
/// <param name="Kind">What it counts as.</param>
/// <param name="Line">In the PTX text, from 1.</param>
/// <param name="Source">The line of the program, where the text tells.</param>
/// <param name="Counts">Over all warps.</param>
/// <param name="FirstRequest">Of a load or store: what the first warp of the first group that came to it asked for, to be drawn.</param>
public sealed record CountedInstruction(
    string Text, InstructionKind Kind, int Line, SourceLine Source, InstructionCounts Counts, MemoryRequest? FirstRequest);

/// <summary>What the warps of a launch executed, and what their memory requests cost. The same on every machine.</summary>
public sealed class LaunchCounts
{
    private readonly long[] executions = new long[Enum.GetValues<InstructionKind>().Length];

    internal LaunchCounts(PtxKernel kernel, Launch launch, LaunchCounter counter)
    {
        (Kernel, Launch) = (kernel, launch);
        Instructions =
        [
            .. kernel.Instructions.Select((instruction, at) => new CountedInstruction(
                kernel.Texts[at], kernel.Kinds[at], instruction.Line, kernel.Sources[at], counter.Counts[at],
                counter.FirstRequests[at]?.Request)),
        ];
        foreach (var instruction in Instructions)
        {
            executions[(int)instruction.Kind] += instruction.Counts.Executions;
            if (instruction.Kind != InstructionKind.Contracted)
                Total = Total.Plus(instruction.Counts);
        }
    }

    /// <summary>The kernel.</summary>
    public PtxKernel Kernel { get; }

    /// <summary>Its launch.</summary>
    public Launch Launch { get; }

    /// <summary>By place in the text.</summary>
    public IReadOnlyList<CountedInstruction> Instructions { get; }

    /// <summary>All instructions together that a GPU has too: see <see cref="InstructionKind.Contracted"/>.</summary>
    public InstructionCounts Total { get; }

    /// <summary>Instructions of a kind that warps executed.</summary>
    public long this[InstructionKind kind] => executions[(int)kind];

    /// <summary>Multiply-adds of floats by all threads; a warp's matrix product is 1,024.</summary>
    public long MultiplyAdds => Instructions.Sum(instruction => instruction.Kind switch
    {
        InstructionKind.MultiplyAdd => instruction.Counts.Lanes,
        InstructionKind.MatrixProduct => 1024 * instruction.Counts.Executions,
        _ => 0,
    });

    /// <summary>Loads, stores and atomic changes of global memory by warps.</summary>
    public long GlobalRequests => this[InstructionKind.LoadGlobal] + this[InstructionKind.StoreGlobal] + this[InstructionKind.Atomic];

    /// <summary>Sectors of 32 bytes that a request of global memory moves; 0 without any. The best for 4 bytes a thread is 4, for 16 bytes 16.</summary>
    public double SectorsPerRequest => GlobalRequests == 0 ? 0 : (double)Total.Sectors / GlobalRequests;

    /// <summary>Bytes that some thread asked for of those that its request moved, 0 to 1; 1 without any.</summary>
    public double UsedShare => Total.Sectors == 0 ? 1 : (double)Total.UsedBytes / (Total.Sectors * MemoryRequest.SectorBytes);

    /// <summary>Bytes that all requests of global memory move. Caches keep some of them from memory itself.</summary>
    public long GlobalBytes => Total.Sectors * MemoryRequest.SectorBytes;

    /// <summary>Loads and stores of shared memory by warps.</summary>
    public long SharedRequests => this[InstructionKind.LoadShared] + this[InstructionKind.StoreShared];

    /// <summary>Passes of shared memory's banks, of those without conflicts: 1 is best.</summary>
    public double PassesToIdeal => Total.IdealPasses == 0 ? 1 : (double)Total.Passes / Total.IdealPasses;

    /// <summary>Branches at which a warp's threads went both ways, of all that warps executed.</summary>
    public double DivergentShare => this[InstructionKind.Branch] == 0 ? 0 : (double)Total.Divergences / this[InstructionKind.Branch];

    /// <summary>Threads that took part in an instruction, of the 32 of a warp, 0 to 1.</summary>
    public double ThreadShare => Total.Executions == 0 ? 1 : (double)Total.Lanes / (Total.Executions * RegisterSet.Lanes);

    /// <summary>Barriers that a group passed, on average.</summary>
    public double BarriersOfGroup => (double)this[InstructionKind.Barrier] / (Launch.Grid.Count * Launch.WarpsOfGroup);

    /// <summary>How many of its warps a multiprocessor of the card holds, with as many registers as hold values.</summary>
    public Occupancy On(Card card) => Occupancy.Of(card, Launch, Kernel.LiveRegisters, Kernel.SharedBytes + Launch.DynamicSharedBytes);
}
