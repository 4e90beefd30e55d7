using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>The acting half of DQN: epsilon-greedy actions for N states at once.</summary>
/// <remarks>It owns no parameters: it acts with whichever it is given, the online or the target network's.</remarks>
public sealed class QActor : IDisposable
{
    private readonly Device device;
    private readonly NetworkPass pass;
    private readonly PinnedBuffer<byte> frames;
    private readonly PinnedBuffer<float> draws;
    private readonly PinnedBuffer<int> randomActions;
    private readonly DeviceBuffer<byte> deviceFrames;
    private readonly DeviceBuffer<float> deviceDraws;
    private readonly DeviceBuffer<int> deviceRandomActions;
    private readonly DeviceBuffer<int> chosen;
    private readonly DeviceBuffer<float> maxQ;
    private readonly DeviceBuffer<int> greedy;
    private readonly DeviceFence uploaded;

    /// <summary>Allocates memory for <paramref name="n"/> states.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="n">N, states at once.</param>
    public QActor(Device device, Network network, int n)
    {
        this.device = device;
        N = n;
        pass = new(device, network, n, training: false);
        frames = device.AllocatePinned<byte>((long)n * network.Frames.Length);
        draws = device.AllocatePinned<float>(2L * n);
        randomActions = device.AllocatePinned<int>(n);
        deviceFrames = device.Allocate<byte>((long)n * network.Frames.Length);
        deviceDraws = device.Allocate<float>(2L * n);
        deviceRandomActions = device.Allocate<int>(n);
        chosen = device.Allocate<int>(n);
        maxQ = device.Allocate<float>(n);
        greedy = device.Allocate<int>(n);
        uploaded = device.CreateFence();
    }

    /// <summary>States at once.</summary>
    public int N { get; }

    /// <summary>q [N, A] of the last call, on the device.</summary>
    public DeviceView<float> Q => pass.Q;

    /// <summary>Chooses an action for each state and waits for the choice.</summary>
    /// <param name="parameters">Parameters of the network [<see cref="Network.BufferLength"/>].</param>
    /// <param name="stacks">States [N, C, H, W], bytes.</param>
    /// <param name="epsilons">[N], 0..1: probability of the random action.</param>
    /// <param name="uniforms">[N], uniform in 0..1 (1 excluded).</param>
    /// <param name="randomActions">[N], uniform in 0..A-1.</param>
    /// <param name="actions">[N]; the chosen actions are written.</param>
    /// <param name="maxQ">[N]; max over a of q(s, a) is written.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    public void Act(
        DeviceView<float> parameters, ReadOnlySpan<byte> stacks, ReadOnlySpan<float> epsilons, ReadOnlySpan<float> uniforms,
        ReadOnlySpan<int> randomActions, Span<int> actions, Span<float> maxQ)
    {
        CheckLength(stacks.Length, frames.Length, nameof(stacks));
        CheckLength(epsilons.Length, N, nameof(epsilons));
        CheckLength(uniforms.Length, N, nameof(uniforms));
        CheckLength(randomActions.Length, N, nameof(randomActions));
        CheckLength(actions.Length, N, nameof(actions));
        CheckLength(maxQ.Length, N, nameof(maxQ));

        stacks.CopyTo(frames.Span(0, stacks.Length));
        epsilons.CopyTo(draws.Span(0, N));
        uniforms.CopyTo(draws.Span(N, N));
        randomActions.CopyTo(this.randomActions.Span(0, N));
        device.Upload(frames, 0, deviceFrames.View);
        device.Upload(draws, 0, deviceDraws.View);
        device.Upload(this.randomActions, 0, deviceRandomActions.View);
        uploaded.Record(DeviceQueue.Transfer);
        uploaded.Await(DeviceQueue.Compute);

        pass.Forward(deviceFrames, parameters);
        device.RowMax.Compute(pass.Network.Actions, pass.Q, this.maxQ, greedy);
        device.EpsilonGreedy.Choose(
            pass.Network.Actions, pass.Q, deviceDraws.Slice(0, N), deviceDraws.Slice(N, N), deviceRandomActions, chosen);
        chosen.CopyTo(actions);
        this.maxQ.CopyTo(maxQ);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        device.Synchronize();
        pass.Dispose();
        frames.Dispose();
        draws.Dispose();
        randomActions.Dispose();
        deviceFrames.Dispose();
        deviceDraws.Dispose();
        deviceRandomActions.Dispose();
        chosen.Dispose();
        maxQ.Dispose();
        greedy.Dispose();
        uploaded.Dispose();
    }

    private static void CheckLength(int actual, long expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException($"Act: {name} has {actual} elements, but this actor was made for {expected}.", name);
    }
}
