using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What the launches of a rung came to, all together.</summary>
public sealed class RungCounts(IReadOnlyList<LaunchCounts> launches)
{
    private const int Lanes = 32;

    /// <summary>One for each launch, in their order.</summary>
    public IReadOnlyList<LaunchCounts> Launches => launches;

    /// <summary>Multiply-adds of floats by all threads.</summary>
    public long MultiplyAdds => launches.Sum(launch => launch.MultiplyAdds);

    /// <summary>Instructions that warps executed.</summary>
    public long Instructions => launches.Sum(launch => launch.Total.Executions);

    /// <summary>Multiply-adds that one instruction of a thread brings, on average: 1 would be nothing but multiply-adds; a tensor core does 32 in one.</summary>
    public double MultiplyAddsPerInstruction => (double)MultiplyAdds / (Lanes * Instructions);

    /// <summary>Multiply-adds that a thread makes, one after the other.</summary>
    public double MultiplyAddsOfThread => launches.Sum(launch => (double)launch.MultiplyAdds / (launch.Launch.Grid.Count * launch.Launch.Group.Count));

    /// <summary>Multiply-adds that a thread's share of one multiplying instruction brings: 1, or 32 on a tensor core.</summary>
    public double MultiplyAddsPerMultiplication =>
        (double)MultiplyAdds / (Lanes * launches.Sum(launch => launch[InstructionKind.MultiplyAdd] + launch[InstructionKind.MatrixProduct]));

    /// <summary>Loads, stores and atomic changes of global memory by warps.</summary>
    public long GlobalRequests => launches.Sum(launch => launch.GlobalRequests);

    /// <summary>Sectors of 32 bytes that a request of global memory moves, on average.</summary>
    public double SectorsPerRequest => GlobalRequests == 0 ? 0 : launches.Sum(launch => (double)launch.Total.Sectors) / GlobalRequests;

    /// <summary>Bytes that all requests of global memory move. Caches keep some of them from memory itself.</summary>
    public long GlobalBytes => launches.Sum(launch => launch.GlobalBytes);

    /// <summary>Bytes that some thread asked for of those moved, 0 to 1; 1 without any.</summary>
    public double UsedShare => GlobalBytes == 0 ? 1 : launches.Sum(launch => (double)launch.Total.UsedBytes) / GlobalBytes;

    /// <summary>Multiply-adds for each byte of global memory that moves.</summary>
    public double MultiplyAddsPerByte => GlobalBytes == 0 ? 0 : (double)MultiplyAdds / GlobalBytes;

    /// <summary>Loads and stores of shared memory by warps.</summary>
    public long SharedRequests => launches.Sum(launch => launch.SharedRequests);

    /// <summary>Loads and stores of shared memory that a thread makes for one multiply-add.</summary>
    public double SharedRequestsPerMultiplyAdd => MultiplyAdds == 0 ? 0 : (double)SharedRequests * Lanes / MultiplyAdds;

    /// <summary>Passes of shared memory's banks, of those without conflicts: 1 is best.</summary>
    public double PassesToIdeal =>
        SharedRequests == 0 ? 1 : launches.Sum(launch => (double)launch.Total.Passes) / launches.Sum(launch => launch.Total.IdealPasses);

    /// <summary>Branches at which a warp's threads went both ways, of all that warps executed, 0 to 1.</summary>
    public double DivergentShare
    {
        get
        {
            var branches = launches.Sum(launch => launch[InstructionKind.Branch]);
            return branches == 0 ? 0 : launches.Sum(launch => (double)launch.Total.Divergences) / branches;
        }
    }

    /// <summary>Registers' worth of values that a thread holds at the most.</summary>
    public int LiveRegisters => launches.Max(launch => launch.Kernel.LiveRegisters);

    /// <summary>Barriers that a group passes.</summary>
    public double Barriers => launches.Sum(launch => launch.BarriersOfGroup);

    /// <summary>Groups of the largest launch.</summary>
    public long Groups => launches.Max(launch => launch.Launch.Grid.Count);

    /// <summary>Instructions that a warp executes, from the first launch to the last: no card, however large, makes this road shorter.</summary>
    public double InstructionsOfWarp => launches.Sum(launch =>
        (double)launch.Total.Executions / (launch.Launch.Grid.Count * ((launch.Launch.Group.Count + Lanes - 1) / Lanes)));

    /// <summary>Of the launch that executes the most instructions.</summary>
    public Occupancy On(Card card) => launches.MaxBy(launch => launch.Total.Executions)!.On(card);
}
