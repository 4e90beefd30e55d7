using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Room for one minibatch of N transitions: pinned host memory that the replay memory fills, and its copy on the device.</summary>
/// <remarks>
/// <para>A slot goes round: <see cref="AwaitReuse"/>, fill the spans, <see cref="Upload"/>, <see cref="QLearner.Update"/>. With two
/// slots the copy of one minibatch runs beside the update on the other. A device that computes in the host's memory needs no copy of the states: there
/// the spans are what the update reads.</para>
/// <para>The states are either given as bytes, or as places in a ring of frames on the device: see <see cref="StateBatch"/>.</para>
/// <para>Two fences keep the order: <c>uploaded</c> (the copy is done: the update may read, the host may write again) and
/// <c>consumed</c> (the update is done: the next copy may overwrite the device's side).</para>
/// </remarks>
public sealed class MinibatchSlot : IDisposable
{
    private readonly Device device;
    private readonly int actionCount; // A
    private readonly NoiseDraws draws;
    private readonly StateBatch states; // s, then s'
    private readonly PinnedBuffer<int> actions; // [N + 1], the number of the noise behind the actions
    private readonly PinnedBuffer<float> scalars;
    private readonly DeviceBuffer<int> deviceActions;
    private readonly DeviceBuffer<float> deviceScalars;
    private readonly DeviceFence uploaded;
    private readonly DeviceFence consumed;

    internal MinibatchSlot(Device device, Network network, int n, DeviceView<byte> ring, NoiseDraws draws)
    {
        this.device = device;
        this.draws = draws;
        actionCount = network.Actions;
        N = n;
        states = new(device, network.Frames, 2 * n, ring);
        actions = device.AllocatePinned<int>(n + 1L);
        scalars = device.AllocatePinned<float>(3L * n);
        deviceActions = device.Allocate<int>(n + 1L);
        deviceScalars = device.Allocate<float>(3L * n);
        uploaded = device.CreateFence();
        consumed = device.CreateFence();
        Actions.Clear();
        Rewards.Clear();
        Discounts.Clear();
        Weights.Fill(1);
        uploaded.Record(DeviceQueue.Transfer);
        consumed.Record(DeviceQueue.Compute);
    }

    /// <summary>Transitions in the minibatch.</summary>
    public int N { get; }

    /// <summary>Whether the states are gathered on the device, from <see cref="StateFrames"/> and <see cref="NextStateFrames"/>.</summary>
    public bool IsGathered => states.IsGathered;

    /// <summary>s [N, C, H, W], bytes; empty where states are gathered on the device.</summary>
    public Span<byte> States => FirstHalf(states.Bytes);

    /// <summary>s' [N, C, H, W], bytes: the states n steps on; empty where states are gathered on the device.</summary>
    public Span<byte> NextStates => SecondHalf(states.Bytes);

    /// <summary>The frames of s in the ring [N, C], -1: black; empty where states are given as bytes.</summary>
    public Span<int> StateFrames => FirstHalf(states.FrameIndices);

    /// <summary>The frames of s' in the ring [N, C], -1: black; empty where states are given as bytes.</summary>
    public Span<int> NextStateFrames => SecondHalf(states.FrameIndices);

    /// <summary>a [N], 0..A-1.</summary>
    public Span<int> Actions => actions.Span(0, N);

    /// <summary>r [N]: rewards, or discounted sums of n rewards.</summary>
    public Span<float> Rewards => scalars.Span(0, N);

    /// <summary>[N]: gamma^n, or 0 where the episode has ended (not: where it was cut off).</summary>
    public Span<float> Discounts => scalars.Span(N, N);

    /// <summary>[N]: importance weights; 1 until written.</summary>
    public Span<float> Weights => scalars.Span(2L * N, N);

    internal DeviceView<byte> DeviceStates => states.States.Slice(0, states.States.Length / 2);

    internal DeviceView<byte> DeviceNextStates => states.States.Slice(states.States.Length / 2, states.States.Length / 2);

    internal DeviceView<int> DeviceActions => deviceActions.Slice(0, N);

    /// <summary>[1]: the number of the minibatch, of which the noise in the weights is drawn (<see cref="NetworkPass.Noise"/>).</summary>
    internal DeviceView<int> DeviceNoise => deviceActions.Slice(N, 1);

    internal DeviceView<float> DeviceRewards => deviceScalars.Slice(0, N);

    internal DeviceView<float> DeviceDiscounts => deviceScalars.Slice(N, N);

    internal DeviceView<float> DeviceWeights => deviceScalars.Slice(2L * N, N);

    /// <summary>The recorded update of this slot, once there is one.</summary>
    public DeviceGraph? Graph { get; internal set; }

    /// <summary>
    /// Starts the copy to the device and returns without waiting for it. The spans must stay as they are until <see cref="AwaitReuse"/> behind the update.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">An action is none of the network's, or a frame none of the ring's; nothing is copied.</exception>
    public void Upload()
    {
        IndexCheck.Within(Actions, 0, actionCount - 1);
        actions.Span(N, 1)[0] = draws.Take();
        consumed.Await(DeviceQueue.Transfer);
        states.Upload();
        device.Upload(actions, 0, deviceActions.View);
        device.Upload(scalars, 0, deviceScalars.View);
        uploaded.Record(DeviceQueue.Transfer);
    }

    /// <summary>Behind the update that was queued on the slot: blocks until the spans may be filled again.</summary>
    public void AwaitReuse() => uploaded.Synchronize();

    /// <inheritdoc/>
    public void Dispose()
    {
        Graph?.Dispose();
        uploaded.Dispose();
        consumed.Dispose();
        states.Dispose();
        deviceActions.Dispose();
        deviceScalars.Dispose();
        actions.Dispose();
        scalars.Dispose();
    }

    /// <summary>Queues what makes the states of what was uploaded: the first operation of an update.</summary>
    internal void QueueGather() => states.QueueGather();

    /// <summary>Lets the operations that follow wait for the copy.</summary>
    internal void AwaitUpload() => uploaded.Await(DeviceQueue.Compute);

    /// <summary>Says that the operations so far are the last to read the device's side.</summary>
    internal void MarkConsumed() => consumed.Record(DeviceQueue.Compute);

    private static Span<T> FirstHalf<T>(Span<T> both) => both[..(both.Length / 2)];

    private static Span<T> SecondHalf<T>(Span<T> both) => both[(both.Length / 2)..];
}
