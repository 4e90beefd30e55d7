using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>What <see cref="QLearner.ReadStatistics"/> tells of the last update.</summary>
/// <param name="Loss">L, the mean loss of the minibatch.</param>
/// <param name="MeanMaxQ">Mean over the minibatch of max over a of q(s, a): how much the network promises.</param>
public readonly record struct UpdateStatistics(float Loss, float MeanMaxQ);

/// <summary>
/// The learning half of DQN (Mnih et al. 2015, algorithm 1) and its family: online and target network, gradient and optimiser on one device, and as the
/// loss an <see cref="Objective"/>.
/// </summary>
/// <remarks>
/// One update, in the order in which the operations are queued:
/// <code>
/// s, s'       gathered from the ring of frames (when there is one on the device)
/// q(s, .)     online network, forward, activations kept                              \
/// q'(s', .)   target network, forward                                                 > layer by layer together
/// q(s', .)    online network, or q'(s, .) target network, where the objective asks    /
/// L, dL/dq    the objective's loss; DQN's together with a last layer that is linear: forward and backward
/// dL/dw       online network, backward, each layer's input and weights together, down to the first that takes a vector
/// w           of these layers: their part of the optimiser's step               \  beside each
/// dL/dw       online network, backward, the layers in front: the convolutions   /  other
/// w           of the convolutions: the rest of the step
/// </code>
/// The part of the step that comes early is most of it: the first linear layer has nineteen of twenty parameters, and a step reads and writes memory while
/// convolutions compute. Where a largest norm is given, gradients are clipped when all are known, and all of the step comes behind that. With a centre for the
/// inputs (<see cref="InputCentre"/>) the first layer changes its coordinates around its step.
/// <see cref="Update"/> only queues this: on a GPU it returns at once. Nothing is allocated in an update.
/// </remarks>
public sealed class QLearner : IDisposable
{
    private readonly MinibatchSlot[] slots;
    private readonly NetworkPass onlinePass;
    private readonly NetworkPass targetPass;
    private readonly NetworkPass? nextOnlinePass;
    private readonly NetworkPass? firstTargetPass;
    private readonly NetworkPass[] passes;
    private readonly ForwardGroup forward;

    /// <summary>The layer whose outputs the loss reads; what stands behind it makes action values of them.</summary>
    private readonly int lossLayer;
    private readonly bool computesHead;

    /// <summary>
    /// Layers from this one on are stepped while those in front of it go backward; 0: all are stepped together, when the last has gone backward.
    /// </summary>
    private readonly int earlyStepFrom;
    private readonly DeviceBuffer<float> gradients;
    private readonly (DeviceView<float> Weights, DeviceView<float> Bias) firstOnline;
    private readonly (DeviceView<float> Weights, DeviceView<float> Bias) firstGradients;
    private readonly DeviceBuffer<float> outputGradient;
    private readonly DeviceBuffer<float> errors;
    private readonly DeviceBuffer<float> statistics;
    private readonly DeviceBuffer<float> gradientNorm;
    private readonly PinnedBuffer<float> readBack; // [N]
    private readonly DeviceFence read;
    private readonly PinnedBuffer<float> statisticsReadBack; // [2]
    private readonly DeviceFence statisticsRead;
    private readonly NoiseDraws noiseDraws = new();
    private bool operationsHaveRun;

    /// <summary>Allocates everything and initialises both networks with the same parameters.</summary>
    /// <param name="device">Where the learning happens.</param>
    /// <param name="network">The network.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="ring">Frames [capacity, H, W] on the device that minibatches are gathered from; empty: they come as bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="ArgumentException">The network's outputs are not what the objective learns, or it reads more than there are.</exception>
    public QLearner(Device device, Network network, QLearnerOptions options, DeviceView<byte> ring = default)
    {
        options.Validate();
        var objective = options.Objective;
        objective.Check(network);
        if (objective.ReadsNextOnline && objective.ReadsFirstTarget)
            throw new ArgumentException($"{objective.GetType().Name} reads four networks' outputs; an update computes three at most.", nameof(options));
        Device = device;
        Network = network;
        Options = options;
        var n = options.BatchSize;
        Online = device.Allocate<float>(network.BufferLength);
        Target = device.Allocate<float>(network.BufferLength);
        gradients = device.Allocate<float>(network.BufferLength);
        (firstOnline, firstGradients) = (FirstLayer(Online), FirstLayer(gradients));
        Optimizer = new(device, network.BufferLength, options.OptimizerOptions);
        State = [Online, Target, Optimizer.FirstMoment, Optimizer.SecondMoment, Optimizer.Schedule];
        onlinePass = new(device, network, n, training: true, NoiseKey(0));
        targetPass = new(device, network, n, training: false, NoiseKey(1));
        nextOnlinePass = objective.ReadsNextOnline ? new(device, network, n, training: false, NoiseKey(2)) : null;
        firstTargetPass = objective.ReadsFirstTarget ? new(device, network, n, training: false, NoiseKey(3)) : null;
        passes = [.. new[] { onlinePass, targetPass, nextOnlinePass, firstTargetPass }.OfType<NetworkPass>()];
        forward = new(passes);
        lossLayer = network.Layers.Count - 1 - objective.LayersBehindLoss;
        computesHead = objective.ComputesLinearHead && network.HasLinearHead;
        earlyStepFrom = options.MaxGradientNorm is null ? FirstVectorLayer(network) : 0;
        outputGradient = device.Allocate<float>((long)n * network.Layers[lossLayer].Output.Length);
        errors = device.Allocate<float>(n);
        statistics = device.Allocate<float>(2);
        gradientNorm = device.Allocate<float>(1);
        readBack = device.AllocatePinned<float>(n);
        read = device.CreateFence();
        statisticsReadBack = device.AllocatePinned<float>(statistics.Length);
        statisticsRead = device.CreateFence();
        slots = [.. Enumerable.Range(0, options.Slots).Select(_ => new MinibatchSlot(device, network, n, ring, noiseDraws))];

        var initial = new float[network.BufferLength];
        network.Initialize(initial, options.Initialization, options.Seed);
        SetParameters(initial);
    }

    /// <summary>Where the learning happens.</summary>
    public Device Device { get; }

    /// <summary>The network.</summary>
    public Network Network { get; }

    /// <summary>How it learns.</summary>
    public QLearnerOptions Options { get; }

    /// <summary>Parameters of the online network, the one that learns [<see cref="Network.BufferLength"/>].</summary>
    public DeviceBuffer<float> Online { get; }

    /// <summary>Parameters of the target network [<see cref="Network.BufferLength"/>].</summary>
    public DeviceBuffer<float> Target { get; }

    /// <summary>Gradients of the last update [<see cref="Network.BufferLength"/>], clipped if they were, and of inputs counted from <see cref="InputCentre"/>.</summary>
    public DeviceView<float> Gradients => gradients;

    /// <summary>The optimiser and its state.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The minibatch slots, used in turns.</summary>
    public IReadOnlyList<MinibatchSlot> Slots => slots;

    /// <summary>Slot i of <see cref="Slots"/>.</summary>
    public MinibatchSlot Slot(int i) => slots[i];

    /// <summary>
    /// Queues one update on a slot whose <see cref="MinibatchSlot.Upload"/> has been called, and returns without waiting.
    /// </summary>
    /// <exception cref="ArgumentException">The slot belongs to another learner.</exception>
    #region update
    public void Update(MinibatchSlot slot)
    {
        if (Array.IndexOf(slots, slot) < 0)
            throw new ArgumentException("The slot belongs to another learner.", nameof(slot));
        slot.AwaitUpload();
        if (slot.Graph is not null)
            slot.Graph.Launch();
        else if (Options.UseGraph && operationsHaveRun)
            CaptureAndLaunch(slot);
        else
            QueueOperations(slot);
        operationsHaveRun = true;
        slot.MarkConsumed();
    }
    #endregion

    /// <summary>
    /// c: the input, byte / 255, from which the optimiser's steps of the first layer are counted (<see cref="Kernels.InputCentre"/>); null: from 0.
    /// </summary>
    public float? InputCentre { get; private set; }

    /// <summary>Counts the first layer's inputs from a centre in all updates to come, none of which has been made yet.</summary>
    /// <param name="centre">c, 0..1: best the background's gray value / 255.</param>
    /// <param name="movesBias">True: both networks change to what their biases say when inputs are counted from c, as suits initial parameters.</param>
    /// <exception cref="InvalidOperationException">There has been an update.</exception>
    public void CentreInput(float centre, bool movesBias)
    {
        if (operationsHaveRun)
            throw new InvalidOperationException("Inputs are centred before the first update, or never.");
        InputCentre = centre;
        if (!movesBias)
            return;
        foreach (var network in (DeviceView<float>[])[Online, Target])
        {
            var (weights, bias) = FirstLayer(network);
            Device.InputCentre.MoveBias(-centre, weights, bias);
        }
    }

    /// <summary>Target network = online network.</summary>
    public void CopyTarget() => Device.ParameterCopy.Hard(Online, Target);

    /// <summary>Target network = (1 - tau) target + tau online.</summary>
    /// <param name="tau">0..1.</param>
    public void SoftCopyTarget(float tau) => Device.ParameterCopy.Soft(tau, Online, Target);

    /// <summary>Changes the learning rate of all later updates; those that are queued keep theirs. Waits for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not above 0.</exception>
    public void SetLearningRate(float learningRate)
    {
        if (!(learningRate > 0))
            throw new ArgumentOutOfRangeException(
                nameof(learningRate), learningRate, $"The learning rate must be above 0, but is {learningRate}.");
        Optimizer.SetLearningRate(learningRate);
    }

    /// <summary>How many minibatches were uploaded: which of them an update is of decides the noise in its weights. To be set before all, in a resumed training.</summary>
    public long Minibatches
    {
        get => noiseDraws.Taken;
        set => noiseDraws.Taken = value;
    }

    /// <summary>Sets both networks' parameters [<see cref="Network.BufferLength"/>]; the optimiser's state stays.</summary>
    public void SetParameters(ReadOnlySpan<float> parameters)
    {
        Device.Synchronize();
        Online.CopyFrom(parameters);
        Target.CopyFrom(parameters);
    }

    /// <summary>Loss and mean of the greatest action values of the last update. Waits for it.</summary>
    public UpdateStatistics ReadStatistics()
    {
        BeginStatistics();
        return EndStatistics();
    }

    /// <summary>Queues the copy of the last update's statistics to the host.</summary>
    public void BeginStatistics()
    {
        Device.Download(statistics, statisticsReadBack, 0);
        statisticsRead.Record(DeviceQueue.Compute);
    }

    /// <summary>The statistics of the update before <see cref="BeginStatistics"/>. Waits for it.</summary>
    public UpdateStatistics EndStatistics()
    {
        statisticsRead.Synchronize();
        var values = statisticsReadBack.Span(0, 2);
        return new(values[0], values[1]);
    }

    /// <summary>
    /// Queues the copy of the last update's temporal-difference errors [N] to the host; a fence recorded behind it says when it is done.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie inside the pinned buffer.</exception>
    public void QueueErrors(PinnedBuffer<float> destination, long offset) => Device.Download(errors, destination, offset);

    /// <summary>Temporal-difference errors q(s, a) - y of the last update [N], for prioritised replay. Waits for it.</summary>
    public void ReadErrors(Span<float> destination) => Read(errors).CopyTo(destination);

    /// <summary>Norm of the last gradient before it was clipped. Waits for it; 0 when no largest norm is set.</summary>
    public float ReadGradientNorm() => Read(gradientNorm)[0];

    /// <summary>
    /// All that later updates depend on, beside their minibatches: the online and the target network's parameters, the optimiser's two moments, its schedule.
    /// </summary>
    public IReadOnlyList<DeviceBuffer<float>> State { get; }

    /// <summary>Takes up a state, bit for bit. Waits for queued updates.</summary>
    /// <param name="state">What <see cref="State"/> held in a learner with the same network and kind of optimiser.</param>
    /// <exception cref="ArgumentException">It is another network's or optimiser's; this learner stays as it was.</exception>
    public void Restore(IReadOnlyList<float[]> state)
    {
        if (!state.Select(values => values.LongLength).SequenceEqual(State.Select(buffer => buffer.Length)))
            throw new ArgumentException(
                $"A state of this network and optimiser takes {Sizes(State.Select(buffer => buffer.Length))} numbers, not {Sizes(state.Select(values => values.LongLength))}.",
                nameof(state));
        Device.Synchronize();
        for (var i = 0; i < state.Count; i++)
            State[i].CopyFrom(state[i]);
        Optimizer.ReadSchedule();

        static string Sizes(IEnumerable<long> lengths) => string.Join(" + ", lengths);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Device.Synchronize();
        foreach (var slot in slots)
            slot.Dispose();
        foreach (var pass in passes)
            pass.Dispose();
        Optimizer.Dispose();
        Online.Dispose();
        Target.Dispose();
        gradients.Dispose();
        outputGradient.Dispose();
        errors.Dispose();
        statistics.Dispose();
        gradientNorm.Dispose();
        readBack.Dispose();
        read.Dispose();
        statisticsReadBack.Dispose();
        statisticsRead.Dispose();
    }

    /// <summary>Key of the noise of one of the passes, in its update independent of the others'.</summary>
    private ulong NoiseKey(int pass) => Options.Seed * 4 + (ulong)pass;

    /// <summary>The layer behind the convolutions: the first that takes a vector. 0 where it parts the parameters into all and none.</summary>
    private static int FirstVectorLayer(Network network)
    {
        var layers = network.Layers.TakeWhile(layer => !layer.Layer.TakesVector).ToArray();
        var parameters = layers.Sum(layer => layer.ParameterLength);
        return parameters > 0 && parameters < network.BufferLength ? layers.Length : 0;
    }

    private ReadOnlySpan<float> Read(DeviceBuffer<float> buffer)
    {
        Device.Download(buffer, readBack, 0);
        read.Record(DeviceQueue.Compute);
        read.Synchronize();
        return readBack.Span(0, (int)buffer.Length);
    }

    #region operations
    private void QueueOperations(MinibatchSlot slot)
    {
        slot.QueueGather();
        if (Network.HasNoise)
            foreach (var pass in passes)
                pass.Noise = slot.DeviceNoise;
        var (s, next) = (slot.DeviceStates, slot.DeviceNextStates);
        var layers = computesHead ? lossLayer : lossLayer + 1;
        if (nextOnlinePass is not null)
            forward.Forward(layers, [s, next, next], [Online, Target, Online]);
        else if (firstTargetPass is not null)
            forward.Forward(layers, [s, next, s], [Online, Target, Target]);
        else
            forward.Forward(layers, [s, next], [Online, Target]);
        var dz = computesHead ? QueueLossWithHead(slot) : QueueLoss(slot);
        var steppedLater = Network.BufferLength;
        onlinePass.Backward(layers - 1, earlyStepFrom, s, Online, dz, gradients);
        if (earlyStepFrom > 0)
        {
            steppedLater = Network.Layers[earlyStepFrom].ParameterOffset;
            // Behind its backward pass an update reads a layer's parameters no more.
            using (Device.Branch())
                Optimizer.Step(Online, gradients, steppedLater, Network.BufferLength - steppedLater, isLastPart: false);
            onlinePass.Backward(earlyStepFrom - 1, 0, slot.DeviceStates, Online, onlinePass.OutputGradient(earlyStepFrom - 1), gradients);
        }
        Device.JoinBranches();
        if (Centre != 0)
            Device.InputCentre.MoveGradient(Centre, firstGradients.Weights, firstGradients.Bias);
        if (Options.MaxGradientNorm is { } maxNorm)
            Device.GradientClip.Clip(maxNorm, gradients, gradientNorm);
        MoveFirstBias(Centre);
        Optimizer.Step(Online, gradients, 0, steppedLater, isLastPart: true);
        MoveFirstBias(-Centre);
    }
    #endregion

    /// <summary>0 costs no launch: a game on black ground, as Breakout, has nothing to be moved.</summary>
    private float Centre => InputCentre ?? 0;

    private void MoveFirstBias(float centre)
    {
        if (centre != 0)
            Device.InputCentre.MoveBias(centre, firstOnline.Weights, firstOnline.Bias);
    }

    /// <summary>What the layer that reads the frames has of parameters or gradients: weights [R, S, C, K] and bias [K].</summary>
    private (DeviceView<float> Weights, DeviceView<float> Bias) FirstLayer(DeviceView<float> parameters)
    {
        var (weights, bias) = (Network.Parameters[0], Network.Parameters[1]);
        return (parameters.Slice(weights.Offset, weights.Length), parameters.Slice(bias.Offset, bias.Length));
    }

    /// <summary>Loss and all of the last layer, which is linear.</summary>
    /// <returns>dL/dz of the layer in front of it.</returns>
    private DeviceView<float> QueueLossWithHead(MinibatchSlot slot)
    {
        var inputGradient = onlinePass.OutputGradient(lossLayer - 1);
        var gradientsOfHead = LinearLayer.BuffersOf(onlinePass.Layers[^1], default, Network.Layers[^1].Slice(gradients));
        Options.Objective.ComputeWithHead(Device, onlinePass.HeadShape, new()
        {
            Online = onlinePass.HeadBuffers(Online),
            NextTarget = targetPass.HeadBuffers(Target),
            NextOnline = nextOnlinePass?.HeadBuffers(Online),
            Actions = slot.DeviceActions,
            Rewards = slot.DeviceRewards,
            Discounts = slot.DeviceDiscounts,
            Weights = Options.UseImportanceWeights ? slot.DeviceWeights : default,
            InputIsRelu = Network.Layers[^2].Layer.HasFusedRelu,
            Gradient = outputGradient,
            InputGradient = inputGradient,
            WeightGradient = gradientsOfHead.Weights,
            BiasGradient = gradientsOfHead.Bias,
            Errors = errors,
            Statistics = statistics,
        });
        return inputGradient;
    }

    /// <summary>Loss of outputs that are there.</summary>
    /// <returns>dL/dz of the layer that they are of.</returns>
    private DeviceView<float> QueueLoss(MinibatchSlot slot)
    {
        Options.Objective.Compute(Device, Network, new()
        {
            Outputs = onlinePass.Layers[lossLayer].Output,
            NextTarget = targetPass.Layers[lossLayer].Output,
            NextOnline = nextOnlinePass?.Layers[lossLayer].Output.View ?? default,
            FirstTarget = firstTargetPass?.Layers[lossLayer].Output.View ?? default,
            Actions = slot.DeviceActions,
            Rewards = slot.DeviceRewards,
            Discounts = slot.DeviceDiscounts,
            Weights = Options.UseImportanceWeights ? slot.DeviceWeights : default,
            Gradient = outputGradient,
            Errors = errors,
            Statistics = statistics,
        });
        return onlinePass.MaskedGradient(lossLayer, outputGradient);
    }

    /// <remarks>Capturing needs operations that have run before, so the very first update is always made of plain launches.</remarks>
    #region capture
    private void CaptureAndLaunch(MinibatchSlot slot)
    {
        slot.Graph = Device.Capture(() => QueueOperations(slot));
        slot.Graph.Launch();
    }
    #endregion
}
