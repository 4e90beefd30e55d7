using DqnGpu.Ale;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Draws minibatches, gathers them into the learner's pinned slots ahead of need, and sends them on to the update.</summary>
/// <remarks>
/// While the device works on one slot, the next is filled. The order of draws, updates and errors is fixed, so results do not depend on
/// how fast anything is. In a series of updates u, u + 1, ...:
/// <code>
/// Begin     draw u                                         knows the errors of all series but the last
/// Learn     errors of the last series' updates, in order   here the device has long made them: nobody waits
/// Update    queue u, draw u + 1                            from here on knows the errors of all series before this one
/// </code>
/// </remarks>
public sealed class MinibatchPipeline : IDisposable
{
    private readonly ReplayMemory replay;
    private readonly ISampler sampler;
    private readonly QLearner learner;
    private readonly WorkRound gather;
    private readonly int samplesPerTask;
    private readonly bool gathersAhead;
    private readonly long[] drawn;    // [N], where in the replay memory the samples are of the minibatch that was drawn last
    private readonly PendingErrors? pending;
    private int current;
    private int toDraw;
    private bool gathering;

    /// <summary>Connects a replay memory to a learner.</summary>
    /// <param name="replay">Where minibatches come from.</param>
    /// <param name="sampler">How they are chosen.</param>
    /// <param name="learner">Where they go.</param>
    /// <param name="mostUpdates">Updates in the longest series.</param>
    /// <param name="pool">The threads that gather, beside the caller where the device leaves it time for something else.</param>
    public MinibatchPipeline(ReplayMemory replay, ISampler sampler, QLearner learner, int mostUpdates, WorkerPool pool)
    {
        this.replay = replay;
        this.sampler = sampler;
        this.learner = learner;
        drawn = new long[learner.Options.BatchSize];
        pending = learner.Options.UseImportanceWeights ? new(learner, mostUpdates) : null;
        gather = pool.CreateRound(GatherSome);
        // Tens of microseconds each: four samples are 220 KB to copy; to list where their frames are is the work of an instant.
        samplesPerTask = learner.Slot(0).IsGathered ? 256 : 4;
        gathersAhead = learner.Device.RunsBesideHost;
    }

    /// <summary>Begins a series of <paramref name="count"/> updates on the replay memory as it is now; it must not change until the last.</summary>
    public void Begin(int count)
    {
        toDraw = count;
        if (count > 0)
            DrawAndGather();
    }

    /// <summary>Sends the minibatch that is being gathered, if there is one, on its way to the device: the copy runs beside what the device does.</summary>
    public void Send()
    {
        if (!gathering)
            return;
        gather.End();
        learner.Slot(current).Upload();
        gathering = false;
    }

    /// <summary>Tells the sampler the errors of the series before; waits for the device if it has not come that far.</summary>
    public void Learn() => pending?.Tell(sampler);

    /// <summary>Queues the next update of the series.</summary>
    public void Update()
    {
        Send();
        learner.Update(learner.Slot(current));
        pending?.Queue(drawn);
        if (toDraw > 0)
            DrawAndGather();
    }

    /// <summary>Saves the errors that the sampler has yet to be told.</summary>
    public void Save(BinaryWriter writer) => pending?.Save(writer);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Saved from longer series.</exception>
    public void Load(BinaryReader reader) => pending?.Load(reader);

    /// <inheritdoc/>
    public void Dispose()
    {
        gather.End();
        pending?.Dispose();
    }

    private void DrawAndGather()
    {
        toDraw--;
        current = (current + 1) % learner.Slots.Count;
        gathering = true;
        var slot = learner.Slot(current);
        slot.AwaitReuse();
        sampler.Draw(replay, drawn, slot.Weights);
        var tasks = (slot.N + samplesPerTask - 1) / samplesPerTask;
        if (gathersAhead && tasks > 1)
            gather.Begin(tasks);
        else
            gather.Run(tasks);
    }

    private void GatherSome(int task)
    {
        var slot = learner.Slot(current);
        var (length, stackSize) = (replay.StackLength, replay.Shape.StackSize);
        for (var n = task * samplesPerTask; n < Math.Min(slot.N, (task + 1) * samplesPerTask); n++)
        {
            var transition = replay[drawn[n]];
            if (slot.IsGathered)
            {
                replay.FindStack(drawn[n], slot.StateFrames.Slice(n * stackSize, stackSize));
                replay.FindStack(transition.NextSlot, slot.NextStateFrames.Slice(n * stackSize, stackSize));
            }
            else
            {
                replay.CopyStack(drawn[n], slot.States.Slice(n * length, length));
                replay.CopyStack(transition.NextSlot, slot.NextStates.Slice(n * length, length));
            }
            slot.Actions[n] = transition.Action;
            slot.Rewards[n] = transition.Reward;
            slot.Discounts[n] = transition.Discount;
        }
    }
}
