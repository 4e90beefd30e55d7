namespace DqnGpu.PtxMachine;

/// <summary>Runs groups, one after the other: their warps, their shared memory and their barriers.</summary>
internal sealed unsafe class Multiprocessor : IDisposable
{
    private readonly Warp[] warps;

    public Multiprocessor(PtxKernel kernel, Launch launch, int sharedBytes, byte* arguments, MachineMemory memory, LaunchCounter? counter, GlobalWatch? watch)
    {
        (Kernel, Launch, Memory, Counter, Watch) = (kernel, launch, memory, counter, watch);
        Arguments = arguments;
        Shared = new SharedMemory(sharedBytes);
        Found = new int[kernel.Length];
        warps = [.. Enumerable.Range(0, launch.WarpsOfGroup).Select(warp => new Warp(this, warp))];
    }

    public PtxKernel Kernel { get; }

    public Launch Launch { get; }

    public byte* Arguments { get; }

    public MachineMemory Memory { get; }

    public SharedMemory Shared { get; }

    public LaunchCounter? Counter { get; }

    public GlobalWatch? Watch { get; }

    /// <summary>By instruction: the region of memory that it touched last.</summary>
    public int[] Found { get; }

    public IReadOnlyList<Warp> Warps => warps;

    /// <summary>The number of the group at hand.</summary>
    public long Group { get; private set; }

    public void Run(long group)
    {
        Group = group;
        Shared.Scramble(withZeros: Launch.FirstLanesOnly);
        Shared.Phase++;
        foreach (var warp in warps)
            warp.Begin();
        while (true)
        {
            for (var n = 0; n < warps.Length; n++)
                warps[Launch.IsBackwards ? warps.Length - 1 - n : n].RunToBarrier();
            foreach (var warp in warps)
                if (warp.At != warps[0].At)
                    throw warp.Missing(warp.FirstThread, 0);
            if (warps[0].HasEnded)
                return;
            foreach (var warp in warps)
                warp.PassBarrier();
            Shared.Phase++;
            Watch?.PassBarrier(group);
        }
    }

    public void Dispose()
    {
        Shared.Dispose();
        foreach (var warp in warps)
            warp.Dispose();
    }
}
