using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>What an update computes of one transition, kept to be read: loss, every layer's activations and dL/dz, the gradient of every parameter.</summary>
/// <remarks>
/// The operations are those of <see cref="QLearner"/> with a minibatch of one, loss and last layer one after the other, and nothing is learnt. Weights with
/// noise count with their means. Memory on the device is allocated once.
/// </remarks>
public sealed class TransitionProbe : IDisposable
{
    private readonly Objective objective;
    private readonly NetworkPass onlinePass;
    private readonly NetworkPass targetPass;
    private readonly NetworkPass? nextOnlinePass;
    private readonly NetworkPass? firstTargetPass;
    private readonly int lossLayer;
    private readonly IReadOnlyList<ProbedLayer> layers;
    private readonly Device device;
    private readonly DeviceBuffer<byte> frames;
    private readonly DeviceBuffer<byte> nextFrames;
    private readonly DeviceBuffer<int> action;
    private readonly DeviceBuffer<float> scalars; // reward, discount
    private readonly DeviceBuffer<float> outputGradient;
    private readonly DeviceBuffer<float> error;
    private readonly DeviceBuffer<float> statistics;
    private readonly DeviceBuffer<float> gradients;

    /// <summary>Allocates everything.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="objective">What is made small.</param>
    /// <exception cref="ArgumentException">The network's outputs are not what the objective learns.</exception>
    public TransitionProbe(Device device, Network network, Objective objective)
    {
        objective.Check(network);
        this.device = device;
        this.objective = objective;
        lossLayer = network.Layers.Count - 1 - objective.LayersBehindLoss;
        onlinePass = new(device, network, 1, training: true);
        targetPass = new(device, network, 1, training: false);
        nextOnlinePass = objective.ReadsNextOnline ? new(device, network, 1, training: false) : null;
        firstTargetPass = objective.ReadsFirstTarget ? new(device, network, 1, training: false) : null;
        layers = ProbedLayer.Of(network);
        frames = device.Allocate<byte>(network.Frames.Length);
        nextFrames = device.Allocate<byte>(network.Frames.Length);
        action = device.Allocate<int>(1);
        scalars = device.Allocate<float>(2);
        outputGradient = device.Allocate<float>(network.Layers[lossLayer].Output.Length);
        error = device.Allocate<float>(1);
        statistics = device.Allocate<float>(2);
        gradients = device.Allocate<float>(network.BufferLength);
    }

    /// <summary>Computes it, and waits for it.</summary>
    /// <param name="state">s [C, H, W], bytes.</param>
    /// <param name="taken">a, 0..A-1.</param>
    /// <param name="reward">r: the reward, or the discounted sum of n rewards.</param>
    /// <param name="discount">gamma^n, or 0 where the episode has ended.</param>
    /// <param name="nextState">s' [C, H, W], bytes.</param>
    /// <param name="online">Parameters of the online network [<see cref="Network.BufferLength"/>].</param>
    /// <param name="target">Parameters of the target network [<see cref="Network.BufferLength"/>].</param>
    /// <exception cref="ArgumentOutOfRangeException">The action is none of the network's.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public ProbedTransition Compute(
        ReadOnlySpan<byte> state, int taken, float reward, float discount, ReadOnlySpan<byte> nextState, DeviceBuffer<float> online, DeviceBuffer<float> target)
    {
        var network = onlinePass.Network;
        ArgumentOutOfRangeException.ThrowIfNegative(taken);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(taken, network.Actions);
        if (state.Length != frames.Length || nextState.Length != frames.Length)
            throw new ArgumentException($"A state of this network has {frames.Length} bytes, not {state.Length} and {nextState.Length}.");
        frames.CopyFrom(state);
        nextFrames.CopyFrom(nextState);
        action.CopyFrom([taken]);
        scalars.CopyFrom([reward, discount]);
        onlinePass.Forward(frames, online);
        targetPass.Forward(nextFrames, target);
        nextOnlinePass?.Forward(nextFrames, online);
        firstTargetPass?.Forward(frames, target);
        objective.Compute(device, network, new()
        {
            Outputs = onlinePass.Layers[lossLayer].Output,
            NextTarget = targetPass.Layers[lossLayer].Output,
            NextOnline = nextOnlinePass?.Layers[lossLayer].Output.View ?? default,
            FirstTarget = firstTargetPass?.Layers[lossLayer].Output.View ?? default,
            Actions = action,
            Rewards = scalars.Slice(0, 1),
            Discounts = scalars.Slice(1, 1),
            Gradient = outputGradient,
            Errors = error,
            Statistics = statistics,
        });
        var dz = onlinePass.MaskedGradient(lossLayer, outputGradient);
        onlinePass.Backward(lossLayer, 0, frames, online, dz, gradients);
        return new()
        {
            Network = network,
            Layers = layers,
            Frames = state.ToArray(),
            Parameters = online.ToArray(),
            Outputs = [.. onlinePass.Parts.Select(part => part.Output.ToArray())],
            OutputGradients = [.. onlinePass.Parts.Select(part => GradientOf(part.Output, part.OutputGradient, dz))],
            Gradients = gradients.ToArray(),
            Objective = objective,
            Action = taken,
            Reward = reward,
            Discount = discount,
            NextTargetQ = Values(targetPass),
            NextOnlineQ = nextOnlinePass is null ? null : Values(nextOnlinePass),
            FirstTargetQ = firstTargetPass is null ? null : Values(firstTargetPass),
            Error = error.ToArray()[0],
            Loss = statistics.ToArray()[0],
            LossLayer = Array.FindIndex([.. onlinePass.Parts], part => part.Output == onlinePass.Layers[lossLayer].Output),
            LossGradient = outputGradient.ToArray(),
        };

        static float[] Values(NetworkPass pass) => pass.Q.Buffer.ToArray();
    }

    /// <summary>dL/dz of a part; 0 of one behind what the loss reads, where nothing goes back.</summary>
    private float[] GradientOf(DeviceBuffer<float> output, DeviceBuffer<float>? gradient, DeviceView<float> ofLoss)
    {
        if (output != onlinePass.Layers[lossLayer].Output)
            return gradient?.ToArray() ?? new float[output.Length];
        var values = new float[ofLoss.Length];
        ofLoss.Buffer.CopyTo(values, ofLoss.Offset);
        return values;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        onlinePass.Dispose();
        targetPass.Dispose();
        nextOnlinePass?.Dispose();
        firstTargetPass?.Dispose();
        frames.Dispose();
        nextFrames.Dispose();
        action.Dispose();
        scalars.Dispose();
        outputGradient.Dispose();
        error.Dispose();
        statistics.Dispose();
        gradients.Dispose();
    }
}
