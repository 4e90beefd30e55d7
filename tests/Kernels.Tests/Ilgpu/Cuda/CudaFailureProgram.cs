using System.Runtime.InteropServices;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>What <see cref="CudaFailureTests"/> runs in a process of its own, whose CUDA driver fails as <c>STAND_IN_FAILS</c> says.</summary>
/// <remarks>Prints "name = value" lines.</remarks>
internal static unsafe class CudaFailureProgram
{
    /// <summary>Runs one part.</summary>
    public static int Run(string part)
    {
        switch (part)
        {
            case "open":
                Open();
                break;
            case "beside-another-resolver":
                NativeLibrary.SetDllImportResolver(typeof(ILGPU.Context).Assembly, (_, _, _) => 0);
                OpenTwice();
                break;
            case "allocate":
                Allocate();
                break;
            case "load":
                Load();
                break;
            case "throw-in-capture":
                ThrowInCapture();
                break;
            case "sum-in-branch":
                SumInBranch();
                break;
            case "throw-and-dispose":
                ThrowAndDispose();
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

    private static void OpenTwice()
    {
        using var first = Devices.Open("cuda");
        using var second = Devices.Open("cuda");
        using var buffer = second.Allocate<float>(4);
        Print("opened", second.Name);
    }

    private static void Allocate()
    {
        using var device = Devices.Open("cuda");
        Tell("device", () => device.Allocate<float>(1000).Dispose());
        Tell("pinned", () => device.AllocatePinned<float>(1000).Dispose());
    }

    private static void Load()
    {
        using var device = Devices.Open("cuda");
        using var x = device.Allocate<float>(4);
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

    private static void ThrowAndDispose() => Tell("told", () =>
    {
        using var device = Devices.Open("cuda");
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

    private static void Print(string name, object value) => Console.WriteLine($"{name} = {value}");
}
