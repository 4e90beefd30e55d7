using System.Numerics;

namespace DqnGpu.PtxMachine;

/// <summary>Counts what the warps of a launch execute, by instruction.</summary>
/// <param name="length">Instructions of the kernel.</param>
/// <param name="keepsRequests">Whether the first request of each load and store is kept, to be drawn.</param>
internal sealed class LaunchCounter(int length, bool keepsRequests)
{
    public InstructionCounts[] Counts { get; } = new InstructionCounts[length];

    /// <summary>By instruction: its first request, of the lowest group that made one.</summary>
    public (long Group, MemoryRequest Request)?[] FirstRequests { get; } = new (long, MemoryRequest)?[length];

    public void Execute(int instruction, uint active)
    {
        Counts[instruction].Executions++;
        Counts[instruction].Lanes += BitOperations.PopCount(active);
    }

    public void Diverge(int instruction) => Counts[instruction].Divergences++;

    public void AccessGlobal(int instruction, ReadOnlySpan<ulong> addresses, uint active, int bytes, long group)
    {
        Counts[instruction].Sectors += MemoryRequest.Different(addresses, active, MemoryRequest.SectorBytes);
        Counts[instruction].UsedBytes += MemoryRequest.Different(addresses, active, bytes) * bytes;
        Keep(instruction, addresses, active, bytes, group);
    }

    public void AccessShared(int instruction, ReadOnlySpan<ulong> addresses, uint active, int bytes, long group)
    {
        Counts[instruction].Passes += MemoryRequest.PassesOf(addresses, active, bytes);
        Counts[instruction].IdealPasses += MemoryRequest.IdealPassesOf(active, bytes);
        Keep(instruction, addresses, active, bytes, group);
    }

    public void Add(LaunchCounter other)
    {
        for (var i = 0; i < Counts.Length; i++)
        {
            Counts[i] = Counts[i].Plus(other.Counts[i]);
            if (other.FirstRequests[i] is { } request && (FirstRequests[i] is not { } own || request.Group < own.Group))
                FirstRequests[i] = request;
        }
    }

    private void Keep(int instruction, ReadOnlySpan<ulong> addresses, uint active, int bytes, long group)
    {
        if (keepsRequests && (FirstRequests[instruction] is not { } kept || kept.Group > group))
            FirstRequests[instruction] = (group, new(addresses.ToArray(), active, bytes));
    }
}
