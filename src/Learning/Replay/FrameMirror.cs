using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>The frames of a replay memory once more, in the device's memory: minibatches and states to act on are gathered there.</summary>
/// <remarks>
/// <para>
/// Each frame is uploaded once, 7 KB, on the step that stored it; without a mirror it is uploaded some 30 times, in stacks. Slot s of the
/// memory is frame s of the mirror, so a <see cref="ReplayMemory.FindStack"/> is all that a gather needs.
/// </para>
/// <para>
/// New frames are not copied into the ring, but into a staging buffer, and from there by <see cref="ReplayScatter"/>: it stands in the
/// compute queue behind the updates that may still read what it overwrites, and before those that may read what it stores. Two fences keep
/// the staging buffer in order: <c>uploaded</c> (the scatter may read, the host may write again) and <c>scattered</c> (the next upload may
/// overwrite the device's side).
/// </para>
/// </remarks>
public sealed class FrameMirror : IDisposable
{
    // A step adds a frame, and another where it begins an episode.
    private const int FramesPerStep = 2;
    private const int UnusedRow = -1;

    private readonly Device device;
    private readonly int frameLength;
    private readonly DeviceBuffer<byte> frames;       // [E * L, F]
    private readonly PinnedBuffer<byte> staged;       // [2 E, F]
    private readonly PinnedBuffer<int> slots;         // [2 E]
    private readonly DeviceBuffer<byte> deviceStaged; // [2 E, F]
    private readonly DeviceBuffer<int> deviceSlots;   // [2 E]
    private readonly DeviceFence uploaded;
    private readonly DeviceFence scattered;
    private int rows;

    /// <summary>Allocates it, all frames black.</summary>
    /// <param name="device">Where minibatches are gathered.</param>
    /// <param name="shape">Sizes of the replay memory.</param>
    /// <exception cref="OutOfMemoryException">The device has not that much memory.</exception>
    public FrameMirror(Device device, ReplayShape shape)
    {
        this.device = device;
        frameLength = shape.FrameLength;
        var capacity = FramesPerStep * shape.Environments;
        frames = device.Allocate<byte>(Bytes(shape));
        staged = device.AllocatePinned<byte>((long)capacity * frameLength);
        slots = device.AllocatePinned<int>(capacity);
        deviceStaged = device.Allocate<byte>((long)capacity * frameLength);
        deviceSlots = device.Allocate<int>(capacity);
        uploaded = device.CreateFence();
        scattered = device.CreateFence();
        uploaded.Record(DeviceQueue.Transfer);
        scattered.Record(DeviceQueue.Compute);
    }

    /// <summary>The ring [E * L, F].</summary>
    public DeviceView<byte> Frames => frames;

    /// <summary>Bytes of the ring.</summary>
    public static long Bytes(ReplayShape shape) => shape.Slots * shape.FrameLength;

    /// <summary>Begins a step: blocks until the frames of the step before have left the host, which they have by then.</summary>
    public void Begin()
    {
        uploaded.Synchronize();
        rows = 0;
        slots.Span(0, (int)slots.Length).Fill(UnusedRow);
    }

    /// <summary>Makes room for the new frame of a slot.</summary>
    /// <returns>The row of <see cref="Row"/> that it goes to.</returns>
    public int Add(long slot)
    {
        slots.Span(rows, 1)[0] = checked((int)slot);
        return rows++;
    }

    /// <summary>Where a new frame goes [F].</summary>
    public Span<byte> Row(int row) => staged.Span((long)row * frameLength, frameLength);

    /// <summary>Ends a step whose rows are filled in: queues their upload, and the operation that stores them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A row belongs to no slot of the ring; nothing is stored.</exception>
    public void Store()
    {
        IndexCheck.Within(slots.Span(0, (int)slots.Length), UnusedRow, frames.Length / frameLength - 1, nameof(slots));
        scattered.Await(DeviceQueue.Transfer);
        device.Upload(staged, 0, deviceStaged.Slice(0, (long)rows * frameLength));
        device.Upload(slots, 0, deviceSlots.View);
        uploaded.Record(DeviceQueue.Transfer);
        uploaded.Await(DeviceQueue.Compute);
        device.ReplayScatter.Scatter(frameLength, deviceStaged, deviceSlots, frames);
        scattered.Record(DeviceQueue.Compute);
    }

    /// <summary>Takes over all that a replay memory of the same shape holds, for instance one that was restored.</summary>
    public void Load(ReplayMemory replay)
    {
        device.Synchronize();
        var most = (1 << 28) / frameLength;
        foreach (var (start, length) in replay.StoredRuns())
            for (long done = 0; done < length; done += most)
                frames.CopyFrom(replay.Frames(start + done, (int)Math.Min(most, length - done)), (start + done) * frameLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        frames.Dispose();
        staged.Dispose();
        slots.Dispose();
        deviceStaged.Dispose();
        deviceSlots.Dispose();
        uploaded.Dispose();
        scattered.Dispose();
    }
}
