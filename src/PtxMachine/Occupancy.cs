namespace DqnGpu.PtxMachine;

/// <summary>How many warps of a kernel a multiprocessor holds at once, and what keeps it from holding more.</summary>
/// <param name="GroupsPerMultiprocessor">That find room together.</param>
/// <param name="Warps">Of those groups.</param>
/// <param name="Share">Of the warps that the card could hold, 0 to 1.</param>
/// <param name="Limit">What is used up first: threads, groups, registers or shared memory.</param>
/// <param name="Waves">How often all multiprocessors are filled to run the whole grid; a part of a wave leaves some idle.</param>
public sealed record Occupancy(int GroupsPerMultiprocessor, int Warps, double Share, string Limit, double Waves)
{
    // Registers are handed out to warps in units of 256, shared memory to groups in units of 128 bytes. A multiprocessor has four parts, each with a
    // quarter of the registers, and a warp lives in one.
    private const int RegisterUnit = 256, SharedUnit = 128, Parts = 4;

    /// <summary>Of a launch on a card.</summary>
    /// <param name="card">The card.</param>
    /// <param name="launch">Its groups and threads.</param>
    /// <param name="registers">That a thread has, 1 to 255: <see cref="PtxKernel.LiveRegisters"/> at least.</param>
    /// <param name="sharedBytes">Of a group.</param>
    public static Occupancy Of(Card card, Launch launch, int registers, int sharedBytes)
    {
        var warps = launch.WarpsOfGroup;
        var ofWarp = RoundUp(Math.Clamp(registers, 1, 255) * RegisterSet.Lanes, RegisterUnit);
        var ofGroup = RoundUp(sharedBytes + card.ReservedSharedBytes, SharedUnit);
        (int Groups, string Limit)[] limits =
        [
            (card.Threads / (warps * RegisterSet.Lanes), "threads"),
            (card.Groups, "groups"),
            (Card.Registers / Parts / ofWarp * Parts / warps, "registers"),
            (ofGroup == 0 ? card.Groups : card.SharedBytes / ofGroup, "shared memory"),
        ];
        var (groups, limit) = limits.MinBy(l => l.Groups);
        return new(groups, groups * warps, (double)groups * warps * RegisterSet.Lanes / card.Threads, limit,
            groups == 0 ? double.PositiveInfinity : (double)launch.Grid.Count / ((long)groups * card.Multiprocessors));
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;
}
