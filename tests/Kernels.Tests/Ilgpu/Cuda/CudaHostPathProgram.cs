using System.Runtime.InteropServices;
using DqnGpu.Kernels.Tests.Operations;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>
/// What <see cref="CudaHostPathTests"/> runs in a process of its own, whose CUDA driver is <see cref="SoftwareDriver"/>: the whole host
/// side of the CUDA device.
/// </summary>
/// <remarks>
/// A process of its own, because the runtime looks for libcuda once and every other test wants the machine's real one. Prints "name =
/// value" lines.
/// </remarks>
internal static unsafe class CudaHostPathProgram
{
    private static delegate* unmanaged<byte*, nint> countOf;

    /// <summary>Runs everything once.</summary>
    public static int Run()
    {
        countOf = (delegate* unmanaged<byte*, nint>)NativeLibrary.GetExport(
            NativeLibrary.Load(Environment.GetEnvironmentVariable("DQNGPU_LIBCUDA")!), "stand_in_count");
        using var device = Devices.Open("auto", notice: line => Print("notice", line));
        Print("name", device.Name);
        Print("description", device.Description);
        RunMemory(device);
        RunOperations(device);
        return 0;
    }

    private static void RunMemory(Device device)
    {
        using var buffer = device.Allocate<float>(100);
        buffer.CopyFrom([1, 2, 3], 10);
        Print("round trip", string.Join(' ', buffer.ToArray()[9..14]));
        using var fence = device.CreateFence();
        using (var pinned = device.AllocatePinned<float>(50))
        {
            pinned.Span(20, 2).Fill(7);
            device.Upload(pinned, 20, buffer.Slice(4, 2));
            Print("uploads", Count("uploads"));
            fence.Record(DeviceQueue.Transfer);
            fence.Await(DeviceQueue.Compute);
            Print("uploaded", string.Join(' ', buffer.ToArray()[3..7]));
        }
        Print("pinned", Count("cuMemHostRegister_v2"));
        Print("unpinned", Count("cuMemHostUnregister"));
        fence.Synchronize();
        Print("fences", $"{Count("cuEventCreate")} {Count("cuEventRecord")} {Count("cuStreamWaitEvent")} {Count("cuEventSynchronize")}");
        try
        {
            device.Allocate<float>(1L << 40);
        }
        catch (OutOfMemoryException exception)
        {
            Print("out of memory", exception.Message);
        }
    }

    private static void RunOperations(Device device)
    {
        using var operations = new AllOperations(
            device, new Conv2dShape(N: 8, C: 4, H: 20, W: 20, K: 8, R: 8, S: 8, Stride: 4), new LinearShape(N: 4, In: 3136, Out: 64), flatLength: 3136 * 64);

        var launchesBefore = Count("plain launches");
        operations.Run();
        Print("modules", Count("cuModuleLoadDataEx"));
        Print("modules for this GPU", Count("modules for this GPU"));
        Print("modules with uniform marks", Count("modules with uniform marks"));
        var launches = Count("plain launches") - launchesBefore;
        Print("launches", launches);

        // The second call is the first to find plans that are kept: the runtime then makes what it compares keys with.
        operations.Run();
        launches = Count("plain launches");
        var before = GC.GetAllocatedBytesForCurrentThread();
        operations.Run();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Print("bytes allocated", allocated);
        Print("launches again", Count("plain launches") - launches);

        launches = Count("plain launches");
        using (var graph = device.Capture(operations.Run))
        {
            Print("graph", graph);
            Print("captured", Count("captured launches"));
            Print("plain launches while capturing", Count("plain launches") - launches);
            for (var i = 0; i < 3; i++)
                graph.Launch();
            device.Synchronize();
        }
        Print("graph launches", Count("cuGraphLaunch"));
        Print("graphs destroyed", Count("cuGraphExecDestroy"));
        Print("shared memory splits", Count("shared memory splits"));
        Print("plain launches in the end", Count("plain launches") - launches);
    }

    private static long Count(string name)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(name + '\0'))
            return countOf(text);
    }

    private static void Print(string name, object value) => Console.WriteLine($"{name} = {value}");
}
