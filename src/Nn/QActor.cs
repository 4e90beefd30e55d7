using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>The acting half of DQN: epsilon-greedy actions for N states at once.</summary>
/// <remarks>
/// It owns no parameters: it acts with whichever it is given, the online or the target network's. <see cref="Begin"/> only queues the work;
/// until <see cref="End"/> the host can do something else.
/// </remarks>
public sealed class QActor : IDisposable
{
    private readonly Device device;
    private readonly NetworkPass pass;
    private readonly PinnedBuffer<float> draws;
    private readonly PinnedBuffer<int> randomActions; // [N + 1], the number of the noise behind the actions
    private readonly PinnedBuffer<int> chosen;
    private readonly PinnedBuffer<float> maxQ;
    private readonly PinnedBuffer<float>? values;
    private readonly DeviceBuffer<float> deviceDraws;
    private readonly DeviceBuffer<int> deviceRandomActions;
    private readonly DeviceBuffer<int> deviceChosen;
    private readonly DeviceBuffer<float> deviceMaxQ;
    private readonly DeviceFence uploaded;
    private readonly DeviceFence done;
    private readonly RepeatedOperations operations;
    private DeviceBuffer<float>? lastParameters;
    private bool begun;

    /// <summary>Allocates memory for <paramref name="n"/> states.</summary>
    /// <param name="device">Where the network runs.</param>
    /// <param name="network">The network.</param>
    /// <param name="n">N, states at once.</param>
    /// <param name="ring">Frames [capacity, H, W] on the device that the states are gathered from; empty: they come as bytes.</param>
    /// <param name="readsValues">Whether all action values are copied to the host, not only the greatest: see <see cref="Values"/>.</param>
    /// <param name="noiseKey">
    /// Which noise the weights have, where the network has layers with noise; null: none, they act with the means, as suits an evaluation.
    /// </param>
    public QActor(Device device, Network network, int n, DeviceView<byte> ring = default, bool readsValues = false, ulong? noiseKey = null)
    {
        this.device = device;
        N = n;
        ExploresByNoise = noiseKey is not null && network.HasNoise;
        pass = new(device, network, n, training: false, noiseKey ?? 0);
        operations = new(device, QueueOperations);
        States = new(device, network.Frames, n, ring);
        draws = device.AllocatePinned<float>(2L * n);
        randomActions = device.AllocatePinned<int>(n + 1L);
        chosen = device.AllocatePinned<int>(n);
        maxQ = device.AllocatePinned<float>(n);
        values = readsValues ? device.AllocatePinned<float>((long)n * network.Actions) : null;
        deviceDraws = device.Allocate<float>(2L * n);
        deviceRandomActions = device.Allocate<int>(n + 1L);
        if (ExploresByNoise)
            pass.Noise = deviceRandomActions.Slice(n, 1);
        deviceChosen = device.Allocate<int>(n);
        deviceMaxQ = device.Allocate<float>(n);
        uploaded = device.CreateFence();
        done = device.CreateFence();
    }

    /// <summary>States at once.</summary>
    public int N { get; }

    /// <summary>True: each choice is made with noise in the weights, drawn by the number that <see cref="Begin"/> is given.</summary>
    public bool ExploresByNoise { get; }

    /// <summary>The states [N] to be filled before <see cref="Begin"/>.</summary>
    public StateBatch States { get; }

    /// <summary>q [N, A] of the last call, on the device.</summary>
    public DeviceView<float> Q => pass.Q;

    /// <summary>q [N, A] of the last choice, on the host; empty where they are not read. Valid from <see cref="End"/> to the next <see cref="Begin"/>.</summary>
    public ReadOnlySpan<float> Values => values is null ? default : values.Span(0, (int)values.Length);

    /// <summary>The captured choice for the parameters of the last calls; null when they have come only once.</summary>
    internal DeviceGraph? Graph => operations.Graph;

    /// <summary>Chooses an action for each of <paramref name="stacks"/> and waits for the choice: the whole of it in one call.</summary>
    /// <param name="parameters">Parameters of the network [<see cref="Network.BufferLength"/>].</param>
    /// <param name="stacks">States [N, C, H, W], bytes.</param>
    /// <param name="epsilons">[N], 0..1: probability of the random action.</param>
    /// <param name="uniforms">[N], uniform in 0..1 (1 excluded).</param>
    /// <param name="randomActions">[N], uniform in 0..A-1.</param>
    /// <param name="actions">[N]; the chosen actions are written.</param>
    /// <param name="maxQ">[N]; max over a of q(s, a) is written.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, or a random action is none of the network's.</exception>
    /// <exception cref="InvalidOperationException">The choice before has not been fetched.</exception>
    public void Act(
        DeviceBuffer<float> parameters, ReadOnlySpan<byte> stacks, ReadOnlySpan<float> epsilons, ReadOnlySpan<float> uniforms,
        ReadOnlySpan<int> randomActions, Span<int> actions, Span<float> maxQ)
    {
        CheckLength(stacks.Length, States.Bytes.Length, nameof(stacks));
        if (!begun)
            stacks.CopyTo(States.Bytes);
        Begin(parameters, epsilons, uniforms, randomActions);
        End(actions, maxQ);
    }

    /// <summary>
    /// Queues the choice of an action for each of <see cref="States"/>, behind what the device is doing. They must stay as they are until
    /// <see cref="End"/>.
    /// </summary>
    /// <param name="parameters">Parameters of the network [<see cref="Network.BufferLength"/>].</param>
    /// <param name="epsilons">[N], 0..1: probability of the random action.</param>
    /// <param name="uniforms">[N], uniform in 0..1 (1 excluded).</param>
    /// <param name="randomActions">[N], uniform in 0..A-1.</param>
    /// <param name="noiseDraw">Number of the noise, 0 or more; where it <see cref="ExploresByNoise"/>.</param>
    /// <exception cref="ArgumentException">A span has the wrong length, a random action is none of the network's, or a frame none of the ring's.</exception>
    /// <exception cref="InvalidOperationException">The choice before has not been fetched.</exception>
    public void Begin(
        DeviceBuffer<float> parameters, ReadOnlySpan<float> epsilons, ReadOnlySpan<float> uniforms, ReadOnlySpan<int> randomActions, int noiseDraw = 0)
    {
        CheckLength(epsilons.Length, N, nameof(epsilons));
        CheckLength(uniforms.Length, N, nameof(uniforms));
        CheckLength(randomActions.Length, N, nameof(randomActions));
        if (begun)
            throw new InvalidOperationException("The actor has begun already: fetch its choice with End.");
        IndexCheck.Within(randomActions, 0, pass.Network.Actions - 1);

        epsilons.CopyTo(draws.Span(0, N));
        uniforms.CopyTo(draws.Span(N, N));
        randomActions.CopyTo(this.randomActions.Span(0, N));
        this.randomActions.Span(N, 1)[0] = noiseDraw;
        States.Upload();
        device.Upload(draws, 0, deviceDraws.View);
        device.Upload(this.randomActions, 0, deviceRandomActions.View);
        uploaded.Record(DeviceQueue.Transfer);
        uploaded.Await(DeviceQueue.Compute);
        Launch(parameters);
        done.Record(DeviceQueue.Compute);
        begun = true;
    }

    /// <summary>Waits for the choice that <see cref="Begin"/> queued.</summary>
    /// <param name="actions">[N]; the chosen actions are written.</param>
    /// <param name="maxQ">[N]; max over a of q(s, a) is written.</param>
    /// <exception cref="ArgumentException">A span has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">Nothing has begun.</exception>
    public void End(Span<int> actions, Span<float> maxQ)
    {
        CheckLength(actions.Length, N, nameof(actions));
        CheckLength(maxQ.Length, N, nameof(maxQ));
        if (!begun)
            throw new InvalidOperationException("The actor has not begun: call Begin first.");
        done.Synchronize();
        chosen.Span(0, N).CopyTo(actions);
        this.maxQ.Span(0, N).CopyTo(maxQ);
        begun = false;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        device.Synchronize();
        operations.Dispose();
        pass.Dispose();
        States.Dispose();
        draws.Dispose();
        randomActions.Dispose();
        chosen.Dispose();
        maxQ.Dispose();
        values?.Dispose();
        deviceDraws.Dispose();
        deviceRandomActions.Dispose();
        deviceChosen.Dispose();
        deviceMaxQ.Dispose();
        uploaded.Dispose();
        done.Dispose();
    }

    private void Launch(DeviceBuffer<float> parameters)
    {
        if (parameters != lastParameters)
            operations.Forget();
        lastParameters = parameters;
        operations.Run();
    }

    private void QueueOperations()
    {
        States.QueueGather();
        pass.Forward(pass.Network.LayersBeforeHead, States.States, lastParameters!);
        var hasLinearHead = pass.Network.HasLinearHead;
        var buffers = new ActHeadBuffers
        {
            Network = hasLinearHead ? pass.HeadBuffers(lastParameters!) : new(default, default, default, pass.Q),
            Epsilons = deviceDraws.Slice(0, N),
            Uniforms = deviceDraws.Slice(N, N),
            RandomActions = deviceRandomActions.Slice(0, N),
            Chosen = deviceChosen,
            MaxQ = deviceMaxQ,
        };
        if (hasLinearHead)
            device.ActHead.Choose(pass.HeadShape, buffers);
        else
            device.ActHead.ChooseByValues(pass.Network.Actions, buffers);
        device.Download(deviceChosen, chosen, 0);
        device.Download(deviceMaxQ, maxQ, 0);
        if (values is not null)
            device.Download(pass.Q, values, 0);
    }

    private static void CheckLength(int actual, long expected, string name)
    {
        if (actual != expected)
            throw new ArgumentException($"Act: {name} has {actual} elements, but this actor was made for {expected}.", name);
    }
}
