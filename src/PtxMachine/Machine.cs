using System.Runtime.ExceptionServices;

namespace DqnGpu.PtxMachine;

/// <summary>Executes kernels, warp by warp, on the processors of the host.</summary>
/// <remarks>
/// <para>It knows what a GPU computes, and counts what its time goes to, exactly and the same everywhere; it knows nothing of time itself.</para>
/// <para>Watched meanwhile, as a GPU does not: every access lies inside an allocation and is aligned to its size; no two threads touch a word of shared
/// memory that one of them writes unless a barrier lies between (<see cref="SharedMemory"/>); all threads of a group come to the same
/// barrier, all threads of a warp to the same instruction of the warp; nothing runs for ever.</para>
/// </remarks>
public static unsafe class Machine
{
    /// <summary>Runs a launch to its end.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="launch">Groups and threads.</param>
    /// <param name="arguments">As the kernel declares them, <see cref="PtxKernel.ParameterBytes"/> bytes. Pointers are addresses of this process.</param>
    /// <param name="memory">What the kernel may touch.</param>
    /// <exception cref="MachineFault">The launch did what no launch may do.</exception>
    public static void Run(PtxKernel kernel, Launch launch, ReadOnlySpan<byte> arguments, MachineMemory memory) =>
        Run(kernel, launch, arguments, memory, counter: null);

    /// <summary>Runs a launch to its end, and counts.</summary>
    /// <inheritdoc cref="Run(PtxKernel, Launch, ReadOnlySpan{byte}, MachineMemory)"/>
    public static LaunchCounts Count(PtxKernel kernel, Launch launch, ReadOnlySpan<byte> arguments, MachineMemory memory)
    {
        var counter = new LaunchCounter(kernel.Length, keepsRequests: true);
        Run(kernel, launch, arguments, memory, counter);
        return new LaunchCounts(kernel, launch, counter);
    }

    /// <summary>
    /// Runs the first thread of each warp of one group, to count: how often it came to each instruction, by warp. What the other threads would have
    /// written is missing, so results mean nothing.
    /// </summary>
    /// <inheritdoc cref="Run(PtxKernel, Launch, ReadOnlySpan{byte}, MachineMemory)"/>
    public static long[][] CountFirstThreads(PtxKernel kernel, Launch launch, ReadOnlySpan<byte> arguments, MachineMemory memory, long group)
    {
        var first = launch with { FirstLanesOnly = true };
        var sharedBytes = CheckSize(kernel, first, arguments);
        fixed (byte* start = arguments)
        {
            using var processor = new Multiprocessor(kernel, first, sharedBytes, start, memory, counter: null, watch: null);
            foreach (var warp in processor.Warps)
                warp.Counter = new LaunchCounter(kernel.Length, keepsRequests: false);
            processor.Run(group);
            return [.. processor.Warps.Select(warp => warp.Counter!.Counts.Select(count => count.Executions).ToArray())];
        }
    }

    private static void Run(PtxKernel kernel, Launch launch, ReadOnlySpan<byte> arguments, MachineMemory memory, LaunchCounter? counter)
    {
        var sharedBytes = CheckSize(kernel, launch, arguments);
        var groups = launch.Grid.Count;
        var watch = launch.WatchesGlobalMemory ? new GlobalWatch(memory, launch) : null;
        var processors = watch is not null ? 1 : launch.Processors > 0 ? launch.Processors : Environment.ProcessorCount;
        var next = 0L;
        MachineFault? fault = null;
        fixed (byte* start = arguments)
        {
            var argument = (nint)start;
            var workers = (int)Math.Min(groups, processors);
            if (workers == 1)
                RunGroups(0);
            else
                Parallel.For(0, workers, new ParallelOptions { MaxDegreeOfParallelism = workers }, RunGroups);

            void RunGroups(int worker)
            {
                var counts = counter is null ? null : new LaunchCounter(kernel.Length, keepsRequests: true);
                using var processor = new Multiprocessor(kernel, launch, sharedBytes, (byte*)argument, memory, counts, watch);
                try
                {
                    for (long n; (n = Interlocked.Increment(ref next) - 1) < groups && Volatile.Read(ref fault) is null;)
                        processor.Run(launch.IsBackwards ? groups - 1 - n : n);
                }
                catch (MachineFault error)
                {
                    Interlocked.CompareExchange(ref fault, error, null);
                }
                if (counts is null)
                    return;
                lock (counter!)
                    counter.Add(counts);
            }
        }
        if (fault is not null)
            ExceptionDispatchInfo.Throw(fault);
    }

    // Bytes of a group's shared memory.
    private static int CheckSize(PtxKernel kernel, Launch launch, ReadOnlySpan<byte> arguments)
    {
        if (arguments.Length < kernel.ParameterBytes)
            throw new MachineFault(FaultKind.Launch, $"{kernel.Name} takes {kernel.ParameterBytes} bytes of arguments, not {arguments.Length}");
        if (launch.Grid is not { X: > 0, Y: > 0, Z: > 0 } || launch.Group is not { X: > 0, Y: > 0, Z: > 0 } || launch.Group.Count > 1024)
            throw new MachineFault(FaultKind.Launch, $"{kernel.Name}: {launch.Grid} groups of {launch.Group} threads; a group has 1 to 1024");
        if (kernel.MaxThreads > 0 && launch.Group.Count > kernel.MaxThreads)
            throw new MachineFault(FaultKind.Launch, $"{kernel.Name} is compiled for {kernel.MaxThreads} threads at most, not {launch.Group.Count}");
        var bytes = kernel.SharedBytes;
        if (launch.DynamicSharedBytes > 0)
            bytes = (bytes + PtxDecoder.SharedAlignment - 1) / PtxDecoder.SharedAlignment * PtxDecoder.SharedAlignment + launch.DynamicSharedBytes;
        return bytes <= PtxDecoder.SharedLimit ? bytes : throw new MachineFault(FaultKind.Launch, $"{kernel.Name} asks for {bytes} bytes of shared memory");
    }
}
