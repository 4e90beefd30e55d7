using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>What an update computes of one transition, kept to be read: loss, every layer's activations and dL/dz, the gradient of every parameter.</summary>
/// <remarks>
/// The operations are those of <see cref="QLearner"/> with a minibatch of one, loss and last layer one after the other (<see cref="TdLoss"/>,
/// <see cref="Linear"/>), and nothing is learnt. Memory on the device is allocated once.
/// </remarks>
public sealed class TransitionProbe : IDisposable
{
    private readonly LossKind lossKind;
    private readonly NetworkPass onlinePass;
    private readonly NetworkPass targetPass;
    private readonly NetworkPass? nextOnlinePass;
    private readonly IReadOnlyList<ProbedLayer> layers;
    private readonly Device device;
    private readonly DeviceBuffer<byte> frames;
    private readonly DeviceBuffer<byte> nextFrames;
    private readonly DeviceBuffer<int> action;
    private readonly DeviceBuffer<float> scalars; // reward, discount
    private readonly DeviceBuffer<float> valueGradient;
    private readonly DeviceBuffer<float> error;
    private readonly DeviceBuffer<float> statistics;
    private readonly DeviceBuffer<float> gradients;

    /// <summary>Allocates everything.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="lossKind">The error function.</param>
    /// <param name="doubleQ">Double DQN: the online network chooses the next action.</param>
    public TransitionProbe(Device device, Network network, LossKind lossKind, bool doubleQ)
    {
        this.device = device;
        this.lossKind = lossKind;
        onlinePass = new(device, network, 1, training: true);
        targetPass = new(device, network, 1, training: false);
        nextOnlinePass = doubleQ ? new(device, network, 1, training: false) : null;
        layers = ProbedLayer.Of(network);
        frames = device.Allocate<byte>(network.Frames.Length);
        nextFrames = device.Allocate<byte>(network.Frames.Length);
        action = device.Allocate<int>(1);
        scalars = device.Allocate<float>(2);
        valueGradient = device.Allocate<float>(network.Actions);
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
        device.TdLoss.Compute(network.Actions, lossKind, new()
        {
            Q = onlinePass.Q,
            Actions = action,
            Rewards = scalars.Slice(0, 1),
            Discounts = scalars.Slice(1, 1),
            NextTarget = targetPass.Q,
            NextOnline = nextOnlinePass?.Q ?? default,
            Gradient = valueGradient,
            Errors = error,
            Statistics = statistics,
        });
        onlinePass.Backward(frames, online, valueGradient, gradients);
        return new()
        {
            Network = network,
            Layers = layers,
            Frames = state.ToArray(),
            Parameters = online.ToArray(),
            Outputs = [.. onlinePass.Parts.Select(part => part.Output.ToArray())],
            OutputGradients = [.. onlinePass.Parts.Select(part => (part.OutputGradient ?? valueGradient).ToArray())],
            Gradients = gradients.ToArray(),
            LossKind = lossKind,
            Action = taken,
            Reward = reward,
            Discount = discount,
            NextTargetQ = Values(targetPass),
            NextOnlineQ = nextOnlinePass is null ? null : Values(nextOnlinePass),
            Error = error.ToArray()[0],
            Loss = statistics.ToArray()[0],
            ValueGradient = valueGradient.ToArray(),
        };

        static float[] Values(NetworkPass pass) => pass.Q.Buffer.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        onlinePass.Dispose();
        targetPass.Dispose();
        nextOnlinePass?.Dispose();
        frames.Dispose();
        nextFrames.Dispose();
        action.Dispose();
        scalars.Dispose();
        valueGradient.Dispose();
        error.Dispose();
        statistics.Dispose();
        gradients.Dispose();
    }
}
