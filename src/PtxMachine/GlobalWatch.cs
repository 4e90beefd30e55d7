namespace DqnGpu.PtxMachine;

/// <summary>Who touched the words of global memory in a launch, and what orders that.</summary>
/// <remarks>
/// <para>Inside a group a barrier orders. Between groups only this does: the one writes, fences and changes a word atomically; the other changes the
/// same word atomically, fences and reads. (Its threads may leave the change to one of them and meet at a barrier before or after.)</para>
/// <para>Groups run one after the other here, so every word shows the value that it should have; what is found is that nothing makes a GPU do so.</para>
/// </remarks>
internal sealed class GlobalWatch
{
    private const int Several = -1;

    private readonly MachineMemory memory;
    private readonly Touches[]?[] touches;
    private readonly Dictionary<ulong, List<Publication>> published = [];
    private readonly int threads;
    private readonly List<Acquisition> acquired = [];
    private long group = -1;
    private int phase;
    private int[] fences = [];
    private int[] fencesAtBarrier = [];
    private int[] lastFencePhase = [];
    private int fencePhaseAtBarrier;

    public GlobalWatch(MachineMemory memory, Launch launch)
    {
        this.memory = memory;
        threads = (int)launch.Group.Count;
        touches = new Touches[]?[memory.Regions.Count];
    }

    /// <summary>An access, by a group counted from 1 (0: none), and how many fences its thread had passed.</summary>
    private record struct Access(long Group, int Thread, int Phase, int WarpPhase, int Fences);

    private struct Touches
    {
        public Access Write, Read;
        public Dictionary<long, Access>? ReadsOfOthers;
    }

    /// <summary>What an atomic change lets others see: all before <see cref="FencePhase"/>, and what each thread did before its fences.</summary>
    private sealed record Publication(long Group, int FencePhase, int Thread, int ThreadFences, int[] Fences)
    {
        public bool Covers(in Access access) =>
            access.Phase < FencePhase || (access.Thread == Thread && access.Fences < ThreadFences) ||
            (access.Thread != Several && access.Fences < Fences[access.Thread]);
    }

    private sealed record Acquisition(Publication Publication, int Thread, int Phase, int Fences);

    /// <summary>Notes that a thread touches the words at an address.</summary>
    /// <returns>What is wrong with that, or null.</returns>
    public string? Touch(long inGroup, int thread, int warpPhase, int region, ulong address, int bytes, bool writes)
    {
        Enter(inGroup);
        var place = memory[region];
        // Neighbouring bytes may belong to different threads.
        var unit = place.ElementSize is 1 or 2 ? place.ElementSize : 4;
        var of = touches[region] ??= new Touches[place.Bytes / (ulong)unit + 1];
        var own = new Access(group + 1, thread, phase, warpPhase, fences[thread]);
        for (var offset = address - place.Begin; offset < address - place.Begin + (ulong)bytes; offset += (ulong)unit)
        {
            ref var touched = ref of[offset / (ulong)unit];
            if (!IsOrdered(touched.Write, own))
                return Race(place.Element(place.Begin + offset), "written", touched.Write, own, writes);
            if (!writes)
            {
                NoteRead(ref touched, own);
                continue;
            }
            if (!IsOrdered(touched.Read, own))
                return Race(place.Element(place.Begin + offset), "read", touched.Read, own, writes);
            foreach (var read in touched.ReadsOfOthers?.Values ?? Enumerable.Empty<Access>())
                if (!IsOrdered(read, own))
                    return Race(place.Element(place.Begin + offset), "read", read, own, writes);
            (touched.Write, touched.Read, touched.ReadsOfOthers) = (own, default, null);
        }
        return null;
    }

    /// <summary>A thread changes a word atomically: it sees what earlier ones published there, and publishes.</summary>
    public void Change(long inGroup, int thread, ulong address)
    {
        Enter(inGroup);
        if (!published.TryGetValue(address, out var publications))
            published[address] = publications = [];
        foreach (var publication in publications)
            if (publication.Group != group + 1)
                acquired.Add(new(publication, thread, phase, fences[thread]));
        publications.Add(new(group + 1, Math.Max(lastFencePhase[thread], fencePhaseAtBarrier), thread, fences[thread], fencesAtBarrier));
    }

    /// <summary>A thread passes a fence.</summary>
    public void Fence(long inGroup, int thread)
    {
        Enter(inGroup);
        fences[thread]++;
        lastFencePhase[thread] = phase;
    }

    /// <summary>All threads of the group have met.</summary>
    public void PassBarrier(long inGroup)
    {
        Enter(inGroup);
        phase++;
        fencesAtBarrier = [.. fences];
        fencePhaseAtBarrier = Math.Max(fencePhaseAtBarrier, lastFencePhase.Max());
    }

    private void Enter(long inGroup)
    {
        if (inGroup == group)
            return;
        group = inGroup;
        phase = 1;
        (fences, fencesAtBarrier, lastFencePhase, fencePhaseAtBarrier) = (new int[threads], new int[threads], new int[threads], 0);
        acquired.Clear();
    }

    // The last read of each group; of one group, which threads it were does not matter beyond "several".
    private void NoteRead(ref Touches touched, Access own)
    {
        var before = touched.Read;
        if (before.Group == own.Group && before.Phase == own.Phase && before.Thread != own.Thread)
            own.Thread = Several;
        else if (before.Group != 0 && before.Group != own.Group)
            (touched.ReadsOfOthers ??= [])[before.Group] = before;
        touched.Read = own;
    }

    private bool IsOrdered(in Access before, in Access now)
    {
        if (before.Group == 0)
            return true;
        if (before.Group == now.Group)
            return before.Thread == now.Thread || before.Phase < now.Phase ||
                (before.Thread / RegisterSet.Lanes == now.Thread / RegisterSet.Lanes && before.Thread != Several && before.WarpPhase < now.WarpPhase);
        foreach (var acquisition in acquired)
        {
            // The thread that made the change must fence behind it; the others must meet it behind that.
            var hasFenced = fences[acquisition.Thread] > acquisition.Fences && (acquisition.Thread == now.Thread || acquisition.Phase < now.Phase);
            var hasFencedItself = acquisition.Phase < now.Phase && now.Fences > 0 && lastFencePhase[now.Thread] > acquisition.Phase;
            if (acquisition.Publication.Group == before.Group && (hasFenced || hasFencedItself) && acquisition.Publication.Covers(before))
                return true;
        }
        return false;
    }

    private static string Race(string element, string before, in Access other, in Access own, bool writes)
    {
        var who = other.Thread == Several ? "several threads" : $"thread {other.Thread}";
        var where = other.Group == own.Group ? "of its group" : $"of group {other.Group - 1}";
        var order = other.Group == own.Group ? "no barrier lies between" : "nothing orders the two groups";
        return $"it {(writes ? "writes" : "reads")} {element}, which was {before} by {who} {where}, and {order}";
    }
}
