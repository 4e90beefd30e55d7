using System.Runtime.InteropServices;

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
    private const int Actions = 6;
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
        var conv = new Conv2dShape(N: 8, C: 4, H: 20, W: 20, K: 8, R: 8, S: 8, Stride: 4);
        var linear = new LinearShape(N: 4, In: 3136, Out: 64);
        using var frames = device.Allocate<byte>(conv.InputLength);
        using var x = device.Allocate<float>(conv.InputLength);
        using var w = device.Allocate<float>(conv.WeightLength);
        using var b = device.Allocate<float>(conv.K);
        using var y = device.Allocate<float>(conv.OutputLength);
        using var lx = device.Allocate<float>(linear.InputLength);
        using var lw = device.Allocate<float>(linear.WeightLength);
        using var lb = device.Allocate<float>(linear.Out);
        using var ly = device.Allocate<float>(linear.OutputLength);
        using var q = device.Allocate<float>(linear.N * Actions);
        using var perSample = device.Allocate<float>(linear.N);
        using var actions = device.Allocate<int>(linear.N);
        using var statistics = device.Allocate<float>(2);
        using var schedule = device.Allocate<float>(Adam.ScheduleLength);

        void AllOperations()
        {
            device.Conv2d.ForwardFromFrames(conv, frames, w, b, y, Activation.Relu);
            device.Conv2d.Forward(conv, x, w, b, y, Activation.Relu);
            device.Conv2d.BackwardInput(conv, y, w, x, x);
            device.Conv2d.BackwardWeights(conv, x, y, w, b);
            device.Conv2d.BackwardWeightsFromFrames(conv, frames, y, w, b);
            device.Linear.Forward(linear, lx, lw, lb, ly, Activation.Relu);
            device.Linear.BackwardInput(linear, ly, lw, lx, lx);
            device.Linear.BackwardWeights(linear, lx, ly, lw, lb);
            device.Relu.Forward(ly, ly);
            device.Relu.Backward(ly, ly, ly);
            device.Dueling.Forward(Actions, perSample, q, q);
            device.Dueling.Backward(Actions, q, perSample, q);
            device.TdLoss.Compute(Actions, LossKind.Huber, new TdLossBuffers
            {
                Q = q,
                Actions = actions,
                Rewards = perSample,
                Discounts = perSample,
                NextTarget = q,
                Gradient = q,
                Errors = perSample,
                Statistics = statistics,
            });
            device.GradientClip.Clip(1, lw, statistics.Slice(0, 1));
            device.Adam.Step(AdamSettings.Default, lw, lw, lw, lw, schedule);
            device.RmsProp.Step(RmsPropSettings.Nature, lw, lw, lw, lw, schedule.Slice(0, 1));
            device.ParameterCopy.Hard(lw, lw);
            device.ParameterCopy.Soft(0.5f, lw, lw);
            device.RowMax.Compute(Actions, q, perSample, actions);
            device.EpsilonGreedy.Choose(Actions, q, perSample, perSample, actions, actions);
            device.ActHead.Choose(new(linear.N, linear.Out, Actions), new()
            {
                Network = new(ly, lw.Slice(0, Actions * linear.Out), lb.Slice(0, Actions), q),
                Epsilons = perSample,
                Uniforms = perSample,
                RandomActions = actions,
                Chosen = actions,
                MaxQ = perSample,
            });
        }

        var launchesBefore = Count("plain launches");
        AllOperations();
        Print("modules", Count("cuModuleLoadDataEx"));
        Print("modules for this GPU", Count("modules for this GPU"));
        Print("modules with uniform marks", Count("modules with uniform marks"));
        var launches = Count("plain launches") - launchesBefore;
        Print("launches", launches);

        // The second call is the first to find plans that are kept: the runtime then makes what it compares keys with.
        AllOperations();
        launches = Count("plain launches");
        var before = GC.GetAllocatedBytesForCurrentThread();
        AllOperations();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Print("bytes allocated", allocated);
        Print("launches again", Count("plain launches") - launches);

        launches = Count("plain launches");
        using (var graph = device.Capture(AllOperations))
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
        Print("plain launches in the end", Count("plain launches") - launches);
    }

    private static long Count(string name)
    {
        fixed (byte* text = System.Text.Encoding.UTF8.GetBytes(name + '\0'))
            return countOf(text);
    }

    private static void Print(string name, object value) => Console.WriteLine($"{name} = {value}");
}
