using System.Runtime.InteropServices;
using System.Text;
using DqnGpu.PtxMachine;

namespace DqnGpu.SoftwareDriver;

/// <summary>What the driver in C asks of the machine that executes kernels: machine.h, whose structs these are. One call at a time.</summary>
/// <remarks>Every method returns 0, or has written what was wrong.</remarks>
internal static unsafe class DriverCalls
{
    // Devices come and go in a test process, with the same kernels.
    private static readonly Dictionary<string, nint> decodedByText = [];
    private static MachineMemory memory = new([]);

    private struct KernelFacts
    {
        public fixed byte Name[128];
        public int ParameterBytes, SharedBytes, Length;
    }

    private record struct LaunchFacts(
        Dim3 Grid, Dim3 Group, int DynamicSharedBytes, int IsBackwards, int WatchesGlobalMemory, int ArgumentBytes, nint Arguments)
    {
        public readonly ReadOnlySpan<byte> ArgumentSpan => new((void*)Arguments, ArgumentBytes);

        public readonly Launch ToLaunch() => new(Grid, Group, DynamicSharedBytes)
        {
            IsBackwards = IsBackwards != 0,
            WatchesGlobalMemory = WatchesGlobalMemory != 0,
        };
    }

    private record struct Region(ulong Begin, ulong Bytes);

    private struct Error
    {
        public fixed byte Text[512];
    }

    [UnmanagedCallersOnly]
    private static int Decode(byte* text, nint* decoded, KernelFacts* facts, Error* error) => Try(error, () =>
    {
        var kernelText = Marshal.PtrToStringUTF8((nint)text)!;
        if (!decodedByText.TryGetValue(kernelText, out *decoded))
            decodedByText[kernelText] = *decoded = GCHandle.ToIntPtr(GCHandle.Alloc(PtxKernel.Parse(kernelText)));
        var kernel = Kernel(*decoded);
        Write(kernel.Name, new(facts->Name, 128));
        (facts->ParameterBytes, facts->SharedBytes, facts->Length) = (kernel.ParameterBytes, kernel.SharedBytes, kernel.Length);
    });

    [UnmanagedCallersOnly]
    private static int Lines(nint decoded, int* lines, Error* error) => Try(error, () =>
    {
        foreach (var line in Kernel(decoded).Lines)
            *lines++ = line;
    });

    [UnmanagedCallersOnly]
    private static int SetMemory(Region* regions, int count, Error* error) => Try(error, () =>
        memory = new([.. new ReadOnlySpan<Region>(regions, count).ToArray().Select(region => new MemoryRegion(region.Begin, region.Bytes))]));

    [UnmanagedCallersOnly]
    private static int Run(nint decoded, LaunchFacts* launch, Error* error) => Try(error, () =>
        Machine.Run(Kernel(decoded), launch->ToLaunch(), launch->ArgumentSpan, memory));

    [UnmanagedCallersOnly]
    private static int Count(nint decoded, LaunchFacts* launch, long group, long* executed, Error* error) => Try(error, () =>
    {
        var kernel = Kernel(decoded);
        var warps = Machine.CountFirstThreads(kernel, launch->ToLaunch(), launch->ArgumentSpan, memory, group);
        for (var warp = 0; warp < warps.Length; warp++)
            warps[warp].CopyTo(new Span<long>(executed + warp * kernel.Length, kernel.Length));
    });

    private static PtxKernel Kernel(nint decoded) => (PtxKernel)GCHandle.FromIntPtr(decoded).Target!;

    private static int Try(Error* error, Action action)
    {
        try
        {
            action();
            return 0;
        }
        catch (Exception fault)
        {
            // What is no fault of the kernel's is one of the machine's own, and needs its stack.
            Write(fault is PtxException or MachineFault ? fault.Message : fault.ToString(), new(error->Text, 512));
            return 1;
        }
    }

    private static void Write(string text, Span<byte> to)
    {
        to.Clear();
        Encoding.UTF8.GetEncoder().Convert(text, to[..^1], flush: true, out _, out _, out _);
    }
}
