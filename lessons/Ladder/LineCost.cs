using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary>What one line of C# costs, of all that a rung executes.</summary>
/// <param name="Source">The line.</param>
/// <param name="Share">Of the multiprocessors' cycles at best, 0 to 1.</param>
/// <param name="Counts">Of its instructions together.</param>
/// <param name="GlobalRequests">Loads, stores and atomic changes of global memory by warps.</param>
public sealed record LineCost(SourceLine Source, double Share, InstructionCounts Counts, long GlobalRequests)
{
    // Each cycle a multiprocessor issues an instruction to four warps, moves four sectors to or from its cache, and passes its banks once.
    private const double IssuedPerCycle = 4, SectorsPerCycle = 4;

    /// <summary>All lines, the dearest first.</summary>
    public static IReadOnlyList<LineCost> Of(RungCounts counts)
    {
        var lines = counts.Launches.SelectMany(launch => launch.Instructions)
            .Where(instruction => instruction.Source.Line > 0 && instruction.Counts.Executions > 0 && instruction.Kind != InstructionKind.Contracted)
            .GroupBy(instruction => instruction.Source)
            .Select(line => (Source: line.Key, Counts: line.Select(i => i.Counts).Aggregate((a, b) => a.Plus(b)),
                Requests: line.Where(i => i.Counts.Sectors > 0).Sum(i => i.Counts.Executions))).ToList();
        var all = lines.Sum(line => Cycles(line.Counts));
        return [.. lines.Select(line => new LineCost(line.Source, Cycles(line.Counts) / all, line.Counts, line.Requests)).OrderByDescending(line => line.Share)];
    }

    private static double Cycles(in InstructionCounts counts) =>
        counts.Executions / IssuedPerCycle + counts.Sectors / SectorsPerCycle + counts.Passes;
}
