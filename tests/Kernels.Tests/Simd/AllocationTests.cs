namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>After its first call an operation allocates nothing: not on the calling thread, not on a worker.</summary>
[TestFixture(SimdWidth.Auto), TestFixture(SimdWidth.Vector256), TestFixture(SimdWidth.Scalar)]
[NonParallelizable]
public sealed class AllocationTests(SimdWidth width)
{
    private const int Actions = 6;
    private const int N = 9;

    [Test]
    public void No_operation_allocates()
    {
        using var device = SimdSources.Open(width, threads: 2);
        var conv = new Conv2dShape(N, C: 4, H: 24, W: 20, K: 16, R: 4, S: 4, Stride: 2);
        var linear = new LinearShape(N, In: 200, Out: 50);
        using var frames = device.Allocate<byte>(conv.InputLength);
        using var x = device.Allocate<float>(conv.InputLength);
        using var w = device.Allocate<float>(conv.WeightLength);
        using var b = device.Allocate<float>(conv.K);
        using var y = device.Allocate<float>(conv.OutputLength);
        using var lx = device.Allocate<float>(linear.InputLength);
        using var lw = device.Allocate<float>(linear.WeightLength);
        using var lb = device.Allocate<float>(linear.Out);
        using var ly = device.Allocate<float>(linear.OutputLength);
        using var q = device.Allocate<float>(N * Actions);
        using var perSample = device.Allocate<float>(N);
        using var actions = device.Allocate<int>(N);
        using var two = device.Allocate<float>(2);
        using var flat = device.Allocate<float>(70_000);
        using var schedule = device.Allocate<float>(Adam.ScheduleLength);
        using var pinned = device.AllocatePinned<byte>(conv.InputLength);

        void AllOperations()
        {
            device.Upload(pinned, 0, frames);
            device.Conv2d.ForwardFromFrames(conv, frames, w, b, y, Activation.Relu);
            device.Conv2d.Forward(conv, x, w, b, y, Activation.Relu);
            device.Conv2d.BackwardInput(conv, y, w, x, x);
            device.Conv2d.BackwardWeights(conv, x, y, w, b);
            device.Conv2d.BackwardWeightsFromFrames(conv, frames, y, w, b);
            device.Linear.Forward(linear, lx, lw, lb, ly, Activation.Relu);
            device.Linear.BackwardInput(linear, ly, lw, lx, lx);
            device.Linear.BackwardWeights(linear, lx, ly, lw, lb);
            device.Relu.Forward(flat, flat);
            device.Relu.Backward(flat, flat, flat);
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
                Statistics = two,
            });
            device.GradientClip.Clip(1, flat, two.Slice(0, 1));
            device.Adam.Step(AdamSettings.Default, flat, flat, flat, flat, schedule);
            device.RmsProp.Step(RmsPropSettings.Nature, flat, flat, flat, flat, schedule.Slice(0, 1));
            device.ParameterCopy.Hard(flat, flat);
            device.ParameterCopy.Soft(0.5f, flat, flat);
            device.RowMax.Compute(Actions, q, perSample, actions);
            device.EpsilonGreedy.Choose(Actions, q, perSample, perSample, actions, actions);
            device.ActHead.Choose(new(N, linear.Out, Actions), new()
            {
                Network = new(ly, lw.Slice(0, Actions * linear.Out), lb.Slice(0, Actions), q),
                Epsilons = perSample,
                Uniforms = perSample,
                RandomActions = actions,
                Chosen = actions,
                MaxQ = perSample,
            });
        }

        // A stray allocation of the test runner's own threads would count too: several tries, none of ours in all of them.
        AllOperations();
        var onThisThread = long.MaxValue;
        var onAllThreads = long.MaxValue;
        for (var attempt = 0; attempt < 10; attempt++)
        {
            var (thread, all) = (GC.GetAllocatedBytesForCurrentThread(), GC.GetTotalAllocatedBytes(precise: true));
            AllOperations();
            onAllThreads = Math.Min(onAllThreads, GC.GetTotalAllocatedBytes(precise: true) - all);
            onThisThread = Math.Min(onThisThread, GC.GetAllocatedBytesForCurrentThread() - thread);
        }
        Assert.That(onThisThread, Is.Zero);
        Assert.That(onAllThreads, Is.Zero);
    }
}
