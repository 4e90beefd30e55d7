using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>What <see cref="CudaFailureTests"/> runs in a process of its own, whose CUDA driver fails as it is told.</summary>
/// <remarks>Prints "name = value" lines; where several faults are tried one after the other, "fault name = value".</remarks>
internal static unsafe partial class CudaFailureProgram
{
    private static string prefix = "";

    /// <summary>Runs one part.</summary>
    /// <param name="part">Its name.</param>
    /// <param name="faults">As <c>STAND_IN_FAILS</c> names them; "" is none. Parts that open a device do so before its driver fails.</param>
    public static int Run(string part, params string[] faults)
    {
        switch (part)
        {
            case "open":
                ForEach(faults, Open);
                break;
            case "beside-another-resolver":
                NativeLibrary.SetDllImportResolver(typeof(ILGPU.Context).Assembly, (_, _, _) => 0);
                OpenTwice();
                break;
            case "allocate":
                Allocate(faults[0]);
                break;
            case "use":
                Use(faults);
                break;
            case "load":
                Load(faults[0]);
                break;
            case "throw-in-capture":
                ThrowInCapture();
                break;
            case "sum-in-branch":
                SumInBranch();
                break;
            case "throw-and-dispose":
                ThrowAndDispose(faults[0]);
                break;
            case "dispose-on-another-thread":
                DisposeOnAnotherThread();
                break;
            default:
                throw new ArgumentException($"There is no part '{part}'.", nameof(part));
        }
        return 0;
    }

    private static void Open()
    {
        var listed = Devices.List().First(device => device.Name == "cuda");
        Print("listed", listed.Available ? "available" : listed.WhyUnavailable!);
        Tell("cuda", () => Devices.Open("cuda").Dispose());
        // Whatever the failed attempt left behind is collected now, not at an unlucky moment of a training.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var device = Devices.Open("auto", notice: line => Print("notice", line));
        Print("auto", device.Name);
    }

    // The runtime's own way to set a variable changes its copy of the environment, not the one that the driver asks.
    private static void FailFromNowOn(string fault) => _ = SetNativeVariable("STAND_IN_FAILS", fault, 1);

    private static void ForEach(string[] faults, Action part)
    {
        foreach (var fault in faults.DefaultIfEmpty(""))
        {
            FailFromNowOn(fault);
            prefix = faults.Length > 1 ? $"{fault} " : "";
            part();
        }
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeVariable(string name, string value, int overwrite);

    private static void OpenTwice()
    {
        using var first = Devices.Open("cuda");
        using var second = Devices.Open("cuda");
        using var buffer = second.Allocate<float>(4);
        Print("opened", second.Name);
    }

    private static void Allocate(string fault)
    {
        using var device = Devices.Open("cuda");
        FailFromNowOn(fault);
        Tell("device", () => device.Allocate<float>(1000).Dispose());
        Tell("pinned", () => device.AllocatePinned<float>(1000).Dispose());
    }

    private static void Use(string[] faults)
    {
        using var device = Devices.Open("cuda");
        using var pinned = device.AllocatePinned<float>(4);
        using var x = device.Allocate<float>(4);
        using var fence = device.CreateFence();
        var relu = () => device.Relu.Forward(x, x);
        relu();
        using var graph = device.Capture(relu);
        ForEach(faults, Steps);
        FailFromNowOn("");

        void Steps()
        {
            Tell("allocate", () => device.Allocate<float>(4).Dispose());
            Tell("free memory", () => _ = device.FreeMemory);
            Tell("fence", () => device.CreateFence().Dispose());
            Tell("upload", () => device.Upload(pinned, 0, x.View));
            Tell("record", () => fence.Record(DeviceQueue.Transfer));
            Tell("await", () => fence.Await(DeviceQueue.Compute));
            Tell("launch", relu);
            Tell("graph", graph.Launch);
            Tell("branch", () => device.Branch().Dispose());
            Tell("download", () => device.Download(x.View, pinned, 0));
            Tell("wait", fence.Synchronize);
            Tell("synchronize", device.Synchronize);
            Tell("copy to", () => x.CopyFrom([1]));
            Tell("copy from", () => x.ToArray());
        }
    }

    private static void Load(string fault)
    {
        using var device = Devices.Open("cuda");
        using var x = device.Allocate<float>(4);
        FailFromNowOn(fault);
        Tell("load", () => device.Relu.Forward(x, x));
    }

    private static void ThrowInCapture()
    {
        using var device = Devices.Open("cuda");
        using var x = device.Allocate<float>(4);
        device.Relu.Forward(x, x);
        Tell("thrown", () => device.Capture(() =>
        {
            using (device.Branch())
                device.Relu.Forward(x, x);
            throw new InvalidOperationException("in the middle");
        }));
        using var graph = device.Capture(() =>
        {
            device.Relu.Forward(x, x);
            device.JoinBranches();
        });
        Print("graph", graph);
        graph.Launch();
        device.Synchronize();
    }

    private static void SumInBranch()
    {
        using var device = Devices.Open("cuda");
        using var x = device.Allocate<float>(16);
        var shape = new LinearShape(N: 4, In: 4, Out: 4);
        Tell("product", () => InBranch(() => device.Linear.BackwardInput(shape, x, x, x)));
        Tell("clipping", () => InBranch(() => device.GradientClip.Clip(1, x, x.View.Slice(0, 1))));
        device.JoinBranches();
        device.GradientClip.Clip(1, x, x.View.Slice(0, 1));

        void InBranch(Action operation)
        {
            using (device.Branch())
                operation();
        }
    }

    private static void ThrowAndDispose(string fault) => Tell("told", () =>
    {
        using var device = Devices.Open("cuda");
        FailFromNowOn(fault);
        using var x = device.Allocate<float>(4);
        using var pinned = device.AllocatePinned<float>(4);
        using var fence = device.CreateFence();
        device.Relu.Forward(x, x);
        using var graph = device.Capture(() => device.Relu.Forward(x, x));
        throw new InvalidOperationException("the first failure");
    });

    private static void DisposeOnAnotherThread()
    {
        using var device = Devices.Open("cuda");
        using var x = device.Allocate<float>(4);
        var fence = device.CreateFence();
        device.Relu.Forward(x, x);
        var graph = device.Capture(() => device.Relu.Forward(x, x));
        var thread = new Thread(() =>
        {
            fence.Dispose();
            graph.Dispose();
        });
        thread.Start();
        thread.Join();
        var count = (delegate* unmanaged<byte*, nint>)NativeLibrary.GetExport(
            NativeLibrary.Load(Environment.GetEnvironmentVariable("DQNGPU_LIBCUDA")!), "stand_in_count");
        fixed (byte* events = "events destroyed\0"u8, graphs = "graphs destroyed\0"u8)
            Print("destroyed", $"{count(events)} event, {count(graphs)} graph");
    }

    private static void Tell(string name, Action action)
    {
        try
        {
            action();
            Print(name, "nothing was thrown");
        }
        catch (Exception exception)
        {
            Print(name, $"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private static void Print(string name, object value) => Console.WriteLine($"{prefix}{name} = {value}");
}
