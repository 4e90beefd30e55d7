using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Draws minibatches, gathers them into the learner's two pinned slots ahead of need, and sends them on to the update.</summary>
/// <remarks>
/// While the device works on one slot, the other is filled. The order of draws, updates and errors is fixed, so results do not depend on
/// how fast anything is: minibatch u + 1 is drawn after update u has been queued and before its errors are known.
/// </remarks>
public sealed class MinibatchPipeline : IDisposable
{
    private const int SamplesPerTask = 4;

    private readonly ReplayMemory replay;
    private readonly ISampler sampler;
    private readonly QLearner learner;
    private readonly bool prioritized;
    private readonly GatherPool pool;
    private readonly long[][] slots; // [2][N], where in the replay memory each sample of a minibatch is
    private readonly float[] errors; // [N]
    private int current;
    private int toDraw;
    private bool gathering;

    /// <summary>Connects a replay memory to a learner.</summary>
    /// <param name="replay">Where minibatches come from.</param>
    /// <param name="sampler">How they are chosen.</param>
    /// <param name="learner">Where they go.</param>
    /// <param name="gatherThreads">Threads that gather beside the caller; 0: the caller gathers.</param>
    public MinibatchPipeline(ReplayMemory replay, ISampler sampler, QLearner learner, int gatherThreads)
    {
        this.replay = replay;
        this.sampler = sampler;
        this.learner = learner;
        prioritized = learner.Options.UseImportanceWeights;
        var n = learner.Options.BatchSize;
        slots = [new long[n], new long[n]];
        errors = new float[n];
        pool = new(gatherThreads, GatherSome);
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
        pool.End();
        learner.Slot(current).Upload();
        gathering = false;
    }

    /// <summary>Queues the next update of the series.</summary>
    public void Update()
    {
        Send();
        var drawn = slots[current];
        learner.Update(learner.Slot(current));
        if (toDraw > 0)
            DrawAndGather();
        if (prioritized)
        {
            learner.ReadErrors(errors);
            sampler.Learn(drawn, errors);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private void DrawAndGather()
    {
        toDraw--;
        current ^= 1;
        gathering = true;
        var slot = learner.Slot(current);
        slot.AwaitReuse();
        sampler.Draw(replay, slots[current], slot.Weights);
        pool.Begin((slot.N + SamplesPerTask - 1) / SamplesPerTask);
    }

    private void GatherSome(int task)
    {
        var slot = learner.Slot(current);
        var (length, stackSize) = (replay.StackLength, replay.Shape.StackSize);
        for (var n = task * SamplesPerTask; n < Math.Min(slot.N, (task + 1) * SamplesPerTask); n++)
        {
            var transition = replay[slots[current][n]];
            if (slot.IsGathered)
            {
                replay.FindStack(slots[current][n], slot.StateFrames.Slice(n * stackSize, stackSize));
                replay.FindStack(transition.NextSlot, slot.NextStateFrames.Slice(n * stackSize, stackSize));
            }
            else
            {
                replay.CopyStack(slots[current][n], slot.States.Slice(n * length, length));
                replay.CopyStack(transition.NextSlot, slot.NextStates.Slice(n * length, length));
            }
            slot.Actions[n] = transition.Action;
            slot.Rewards[n] = transition.Reward;
            slot.Discounts[n] = transition.Discount;
        }
    }
}
