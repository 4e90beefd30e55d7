namespace DqnGpu.Kernels.Tests.Operations;

/// <summary>Every operation of a device once, on small buffers whose content does not matter: for what they allocate and launch.</summary>
internal sealed class AllOperations : IDisposable
{
    private const int Actions = 6;
    private static readonly CategoricalSupport Support = new(Atoms: 11, VMin: -1, VMax: 1);

    private readonly List<IDisposable> buffers = [];
    private readonly Device device;
    private readonly Conv2dShape conv;
    private readonly LinearShape linear;
    private readonly DeviceBuffer<byte> frames;
    private readonly DeviceBuffer<float> x, w, b, y;
    private readonly DeviceBuffer<float> lx, lw, lb, ly, features, noise;
    private readonly DeviceBuffer<float> q, outputs, outputGradient, perSample, statistics, flat, schedule;
    private readonly DeviceBuffer<int> actions;

    /// <summary>Allocates the buffers.</summary>
    /// <param name="device">The device.</param>
    /// <param name="conv">The convolution.</param>
    /// <param name="linear">The linear layer; its N is that of the losses and choices too.</param>
    /// <param name="flatLength">Elements of what optimisers and element-wise operations work on.</param>
    public AllOperations(Device device, Conv2dShape conv, LinearShape linear, int flatLength)
    {
        (this.device, this.conv, this.linear) = (device, conv, linear);
        frames = Allocate<byte>(conv.InputLength);
        x = Allocate<float>(conv.InputLength);
        w = Allocate<float>(conv.WeightLength);
        b = Allocate<float>(conv.K);
        y = Allocate<float>(conv.OutputLength);
        lx = Allocate<float>(linear.InputLength);
        lw = Allocate<float>(linear.WeightLength);
        lb = Allocate<float>(linear.Out);
        ly = Allocate<float>(linear.OutputLength);
        features = Allocate<float>(linear.In);
        noise = Allocate<float>(linear.In + linear.Out);
        q = Allocate<float>(linear.N * Actions);
        outputs = Allocate<float>(linear.N * Actions * Support.Atoms);
        outputGradient = Allocate<float>(linear.N * Actions * Support.Atoms);
        perSample = Allocate<float>(linear.N);
        actions = Allocate<int>(linear.N);
        statistics = Allocate<float>(2);
        flat = Allocate<float>(flatLength);
        schedule = Allocate<float>(Adam.ScheduleLength);
    }

    /// <summary>Calls them.</summary>
    public void Run()
    {
        device.Conv2d.ForwardFromFrames(conv, frames, w, b, y, Activation.Relu);
        device.Conv2d.Forward(conv, x, w, b, y, Activation.Relu);
        device.Conv2d.BackwardInput(conv, y, w, x, x);
        device.Conv2d.BackwardWeights(conv, x, y, w, b);
        device.Conv2d.BackwardWeightsFromFrames(conv, frames, y, w, b);
        device.Linear.Forward(linear, lx, lw, lb, ly, Activation.Relu);
        device.Linear.BackwardInput(linear, ly, lw, lx, lx);
        device.Linear.BackwardWeights(linear, lx, ly, lw, lb);
        device.NoisyWeights.Forward(key: 1, actions.View.Slice(0, 1), new()
        {
            WeightMu = lw,
            WeightSigma = lw,
            BiasMu = lb,
            BiasSigma = lb,
            Noise = noise,
            Weights = lw,
            Bias = lb,
        });
        device.NoisyWeights.Backward(noise, lw, lb, lw, lb);
        device.LayerNorm.Forward(lx, features, features, lx, perSample, perSample, Activation.Relu);
        device.LayerNorm.BackwardInput(lx, features, lx, perSample, perSample, lx, inputIsRelu: true);
        device.LayerNorm.BackwardWeights(lx, lx, perSample, perSample, features, features);
        device.Relu.Forward(flat, flat);
        device.Relu.Backward(flat, flat, flat);
        device.Scale.Apply(0.5f, flat);
        device.Tanh.Forward(flat, flat);
        device.Tanh.Backward(flat, flat, flat);
        device.Dueling.Forward(Actions, 1, perSample, q, q);
        device.Dueling.Backward(Actions, 1, q, perSample, q);
        device.TdLoss.Compute(Actions, LossKind.Huber, new()
        {
            Outputs = q,
            Actions = actions,
            Rewards = perSample,
            Discounts = perSample,
            NextTarget = q,
            Gradient = q,
            Errors = perSample,
            Statistics = statistics,
        });
        device.MunchausenLoss.Compute(Actions, LossKind.Huber, MunchausenSettings.Default, new()
        {
            Outputs = q,
            FirstTarget = q,
            NextTarget = q,
            Actions = actions,
            Rewards = perSample,
            Discounts = perSample,
            Gradient = q,
            Errors = perSample,
            Statistics = statistics,
        });
        device.CategoricalLoss.Compute(Support, Actions, new()
        {
            Outputs = outputs,
            Actions = actions,
            Rewards = perSample,
            Discounts = perSample,
            NextTarget = outputs,
            NextOnline = outputs,
            Gradient = outputGradient,
            Errors = perSample,
            Statistics = statistics,
        });
        device.QuantileLoss.Compute(Support.Atoms, 1, Actions, new()
        {
            Outputs = outputs,
            Actions = actions,
            Rewards = perSample,
            Discounts = perSample,
            NextTarget = outputs,
            Gradient = outputGradient,
            Errors = perSample,
            Statistics = statistics,
        });
        device.CategoricalValues.Forward(Support, Actions, outputs, q);
        device.CategoricalValues.Backward(Support, Actions, outputs, q, outputGradient);
        device.QuantileValues.Forward(Support.Atoms, Actions, outputs, q);
        device.QuantileValues.Backward(Support.Atoms, Actions, q, outputGradient);
        device.RegressionLoss.Compute(LossKind.Huber, q, q, q, statistics.Slice(0, 1));
        device.CrossEntropyLoss.Compute(Actions, q, actions, q, statistics.Slice(0, 1));
        device.GradientClip.Clip(1, flat, statistics.Slice(0, 1));
        device.InputCentre.MoveGradient(0.5f, w, b);
        device.InputCentre.MoveBias(0.5f, w, b);
        device.Adam.Step(AdamSettings.Default, flat, flat, flat, flat, schedule);
        device.RmsProp.Step(RmsPropSettings.Nature, flat, flat, flat, flat, schedule.Slice(0, 1));
        device.ParameterCopy.Hard(flat, flat);
        device.ParameterCopy.Soft(0.5f, flat, flat);
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

    public void Dispose() => buffers.ForEach(buffer => buffer.Dispose());

    private DeviceBuffer<T> Allocate<T>(long length) where T : unmanaged
    {
        var buffer = device.Allocate<T>(length);
        buffers.Add(buffer);
        return buffer;
    }
}
