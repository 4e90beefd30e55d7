using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// An optimiser's state on a device: running means of the gradient, and a schedule that holds what changes from step to step.
/// </summary>
public sealed class Optimizer : IDisposable
{
    private readonly Device device;
    private readonly PinnedBuffer<float> newRate; // [1]
    private readonly DeviceFence queued;
    private readonly DeviceFence changed;

    /// <summary>Allocates the state of an optimiser that has made no step.</summary>
    /// <param name="device">Where the parameters lie.</param>
    /// <param name="length">P, floats of the flat parameter buffer.</param>
    /// <param name="options">Kind, constants and learning rate.</param>
    /// <exception cref="ArgumentOutOfRangeException">The learning rate is not above 0.</exception>
    public Optimizer(Device device, long length, OptimizerOptions options)
    {
        options.Validate();
        this.device = device;
        Kind = options.Kind;
        AdamSettings = options.Adam;
        RmsPropSettings = options.RmsProp;
        LearningRate = options.LearningRate;
        FirstMoment = device.Allocate<float>(length);
        SecondMoment = device.Allocate<float>(length);
        Schedule = device.Allocate<float>(Kind == OptimizerKind.Adam ? Adam.ScheduleLength : RmsProp.ScheduleLength);
        Schedule.CopyFrom(InitialSchedule());
        newRate = device.AllocatePinned<float>(1);
        queued = device.CreateFence();
        changed = device.CreateFence();
    }

    /// <summary>Adam or RMSProp.</summary>
    public OptimizerKind Kind { get; }

    /// <summary>Adam's constants.</summary>
    public AdamSettings AdamSettings { get; }

    /// <summary>RMSProp's constants.</summary>
    public RmsPropSettings RmsPropSettings { get; }

    /// <summary>Running mean of the gradient [P] (Adam, and RMSProp when centred).</summary>
    public DeviceBuffer<float> FirstMoment { get; }

    /// <summary>Running mean of the squared gradient [P].</summary>
    public DeviceBuffer<float> SecondMoment { get; }

    /// <summary>Adam: [learning rate, t, c1, c2]. RMSProp: [learning rate].</summary>
    public DeviceBuffer<float> Schedule { get; }

    /// <summary>The learning rate of the next step.</summary>
    public float LearningRate { get; private set; }

    /// <summary>Queues one step of all parameters.</summary>
    /// <param name="parameters">[P].</param>
    /// <param name="gradients">[P].</param>
    public void Step(DeviceView<float> parameters, DeviceView<float> gradients) => Step(parameters, gradients, 0, (int)FirstMoment.Length, isLastPart: true);

    /// <summary>Queues one step of a part of the parameters. Parts that are whole layers are together, bit for bit, a step of all at once.</summary>
    /// <param name="parameters">[P].</param>
    /// <param name="gradients">[P].</param>
    /// <param name="first">First element of the part.</param>
    /// <param name="count">Elements of the part, 1..P - <paramref name="first"/>.</param>
    /// <param name="isLastPart">True for the part that ends the step; all others must be done before it begins.</param>
    public void Step(DeviceView<float> parameters, DeviceView<float> gradients, int first, int count, bool isLastPart)
    {
        var (w, g) = (parameters.Slice(first, count), gradients.Slice(first, count));
        var (m, v) = (FirstMoment.View.Slice(first, count), SecondMoment.View.Slice(first, count));
        if (Kind == OptimizerKind.Adam)
            device.Adam.Step(AdamSettings, w, g, m, v, Schedule, isLastPart);
        else
            device.RmsProp.Step(RmsPropSettings, w, g, m, v, Schedule);
    }

    /// <summary>
    /// Queues a change of the learning rate: the steps queued before keep theirs. Waits only for an earlier change under way.
    /// </summary>
    public void SetLearningRate(float learningRate)
    {
        if (learningRate == LearningRate)
            return;
        LearningRate = learningRate;
        changed.Synchronize();
        newRate.Span(0, 1)[0] = learningRate;
        queued.Record(DeviceQueue.Compute);
        queued.Await(DeviceQueue.Transfer);
        device.Upload(newRate, 0, Schedule.Slice(0, 1));
        changed.Record(DeviceQueue.Transfer);
        changed.Await(DeviceQueue.Compute);
    }

    /// <summary>Forgets all steps: moments and schedule are those of an optimiser that has made none. The learning rate stays.</summary>
    public void Restart()
    {
        device.Synchronize();
        var zeros = new float[FirstMoment.Length];
        FirstMoment.CopyFrom(zeros);
        SecondMoment.CopyFrom(zeros);
        Schedule.CopyFrom(InitialSchedule());
    }

    /// <summary>Learns from <see cref="Schedule"/>, when it has been written to, what the learning rate is.</summary>
    internal void ReadSchedule() => LearningRate = Schedule.ToArray()[0];

    private float[] InitialSchedule() => Kind == OptimizerKind.Adam ? Adam.InitialSchedule(LearningRate) : [LearningRate];

    /// <inheritdoc/>
    public void Dispose()
    {
        FirstMoment.Dispose();
        SecondMoment.Dispose();
        Schedule.Dispose();
        newRate.Dispose();
        queued.Dispose();
        changed.Dispose();
    }
}
