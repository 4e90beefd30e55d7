using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The temporal-difference errors of updates that are queued, on their way from the device to a sampler.</summary>
/// <remarks>
/// Each update's errors are downloaded behind it; they are told later, all together and in order, when the host has waited anyway.
/// </remarks>
public sealed class PendingErrors : IDisposable
{
    private readonly QLearner learner;
    private readonly int n;
    private readonly int capacity;
    private readonly long[] slots;                // [capacity, N], where in the replay memory they belong
    private readonly PinnedBuffer<float> errors;  // [capacity, N]
    private readonly DeviceFence downloaded;
    private int count;

    /// <summary>Allocates room.</summary>
    /// <param name="learner">Whose errors they are.</param>
    /// <param name="capacity">Updates before the errors are told.</param>
    public PendingErrors(QLearner learner, int capacity)
    {
        this.learner = learner;
        this.capacity = capacity;
        n = learner.Options.BatchSize;
        slots = new long[capacity * n];
        errors = learner.Device.AllocatePinned<float>((long)capacity * n);
        downloaded = learner.Device.CreateFence();
    }

    /// <summary>Queues the download of the last update's errors.</summary>
    /// <param name="drawn">[N], the slots of its minibatch.</param>
    public void Queue(ReadOnlySpan<long> drawn)
    {
        drawn.CopyTo(slots.AsSpan(count * n));
        learner.QueueErrors(errors, (long)count * n);
        downloaded.Record(DeviceQueue.Compute);
        count++;
    }

    /// <summary>Waits for the errors, tells them in the order of the updates, and forgets them.</summary>
    public void Tell(ISampler sampler)
    {
        if (count == 0)
            return;
        downloaded.Synchronize();
        for (var update = 0; update < count; update++)
            sampler.Learn(slots.AsSpan(update * n, n), errors.Span((long)update * n, n));
        count = 0;
    }

    /// <summary>Saves what is not told yet. Waits for it.</summary>
    public void Save(BinaryWriter writer)
    {
        downloaded.Synchronize();
        writer.Write(count);
        writer.WriteSpan<long>(slots.AsSpan(0, count * n));
        writer.WriteSpan<float>(errors.Span(0, count * n));
    }

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">There is no room for so much.</exception>
    public void Load(BinaryReader reader)
    {
        learner.Device.Synchronize();
        count = reader.ReadInt32();
        if (count < 0 || count > capacity)
            throw new InvalidDataException($"The saved run has errors of {count} updates pending where this one has {capacity} at most.");
        reader.ReadSpan(slots.AsSpan(0, count * n));
        reader.ReadSpan(errors.Span(0, count * n));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        errors.Dispose();
        downloaded.Dispose();
    }
}
