using System.Globalization;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>What a right kernel may cost: each says what costs too much and where, or null.</summary>
public static class Goals
{
    /// <summary>Of the bytes that requests of global memory move, at least this share is asked for.</summary>
    public static string? UsedShare(LaunchCounts counts, double least)
    {
        if (counts.UsedShare >= least)
            return null;
        var worst = counts.Instructions.Where(i => i.Counts.Sectors > 0).MaxBy(i => i.Counts.Sectors * MemoryRequest.SectorBytes - i.Counts.UsedBytes)!;
        var sectors = (double)worst.Counts.Sectors / worst.Counts.Executions;
        var ideal = Math.Max(1, (double)worst.Counts.UsedBytes / worst.Counts.Executions / MemoryRequest.SectorBytes);
        return $"The result is right, but of the bytes that it moves {Percent(counts.UsedShare)} are used; at least {Percent(least)} can be. " +
            $"{worst.Source}: a warp's request touches {Number(sectors)} sectors of 32 bytes where {Number(ideal)} would hold what it asks for; " +
            "its 32 threads do not stand side by side in memory." + PuzzleFile.Excerpt(worst.Source);
    }

    /// <summary>No two threads of a warp wait for one bank of shared memory.</summary>
    public static string? NoBankConflict(LaunchCounts counts)
    {
        if (counts.Total.Passes == counts.Total.IdealPasses)
            return null;
        var worst = counts.Instructions.MaxBy(i => i.Counts.Passes - i.Counts.IdealPasses)!;
        return $"The result is right, but shared memory needs {Number(counts.PassesToIdeal)} times the passes of its banks that it should: 1.00 is asked for. " +
            $"{worst.Source}: each request of a warp waits for {Number((double)worst.Counts.Passes / worst.Counts.Executions)} passes, since that many of its " +
            "threads want different words of one bank." + PuzzleFile.Excerpt(worst.Source);
    }

    /// <summary>A group meets so often at most.</summary>
    public static string? Barriers(LaunchCounts counts, int most, string why)
    {
        return counts.BarriersOfGroup <= most
            ? null
            : $"The result is right, but each group meets at {Number(counts.BarriersOfGroup)} barriers; {most} are enough: {why}";
    }

    /// <summary>No load of shared memory is executed more often in a group: what stands in a long loop of few threads is.</summary>
    public static string? SharedLoads(LaunchCounts counts, int most, string why)
    {
        var groups = counts.Launch.Grid.Count;
        var worst = counts.Instructions.Where(i => i.Kind == InstructionKind.LoadShared).MaxBy(i => i.Counts.Executions);
        if (worst is null || worst.Counts.Executions <= most * groups)
            return null;
        return $"The result is right, but {worst.Source} loads from shared memory {worst.Counts.Executions / groups} times, with " +
            $"{Number((double)worst.Counts.Lanes / worst.Counts.Executions)} of a warp's 32 threads at work; {why}" + PuzzleFile.Excerpt(worst.Source);
    }

    /// <summary>A thread reads global memory so often at most.</summary>
    public static string? Reads(LaunchCounts counts, double most, string why)
    {
        var reads = Score.Of(counts).Reads;
        return reads <= most
            ? null
            : $"The result is right, but each thread reads global memory {Number(reads)} times; {Number(most)} are enough: {why}" +
                MostRequests(counts, InstructionKind.LoadGlobal);
    }

    /// <summary>A thread writes global memory so often at most.</summary>
    public static string? Writes(LaunchCounts counts, double most, string why)
    {
        var writes = Score.Of(counts).Writes;
        return writes <= most
            ? null
            : $"The result is right, but each thread writes global memory {Number(writes)} times; {Number(most)} are enough: {why}" +
                MostRequests(counts, InstructionKind.StoreGlobal);
    }

    // The line that makes most of them.
    private static string MostRequests(LaunchCounts counts, InstructionKind kind)
    {
        var line = counts.Instructions.Where(i => i.Kind == kind).GroupBy(i => i.Source).MaxBy(of => of.Sum(i => i.Counts.Lanes))!;
        return $" Most of them are in {line.Key}." + PuzzleFile.Excerpt(line.Key);
    }

    private static string Percent(double share) => share.ToString("P0", CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
