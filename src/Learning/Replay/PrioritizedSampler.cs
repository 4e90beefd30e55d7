namespace DqnGpu.Agent;

/// <summary>Proportional prioritised experience replay (Schaul et al. 2016, algorithm 1).</summary>
/// <remarks>
/// <code>
/// P(i) = p_i^alpha / sum over k of p_k^alpha        p_i = |error_i| + 1e-6; a new transition gets the largest p so far
/// w_i  = (N P(i))^-beta / max over the minibatch of w
/// </code>
/// A minibatch of n draws one transition from each nth of the sum. beta rises from <paramref name="betaStart"/> to 1 over
/// <paramref name="betaDraws"/> minibatches.
/// </remarks>
/// <param name="slots">Slots of the replay memory.</param>
/// <param name="alpha">How much priorities matter, 0 (not) .. 1.</param>
/// <param name="betaStart">How much of the bias the first weights correct, 0..1.</param>
/// <param name="betaDraws">Minibatches until the weights correct all of it.</param>
/// <param name="seed">Seed of the draws.</param>
public sealed class PrioritizedSampler(long slots, double alpha, double betaStart, long betaDraws, ulong seed) : ISampler
{
    private const double SmallestPriority = 1e-6;

    private readonly SumTree tree = new(slots);
    private Xoshiro256 random = new(seed);
    private double largest = 1;
    private long transitions;
    private long draws;

    /// <inheritdoc/>
    public void Gained(long slot)
    {
        if (tree[slot] == 0)
            transitions++;
        tree[slot] = largest;
    }

    /// <inheritdoc/>
    public void Lost(long slot)
    {
        if (tree[slot] != 0)
            transitions--;
        tree[slot] = 0;
    }

    /// <inheritdoc/>
    public void Draw(ReplayMemory replay, Span<long> slots, Span<float> weights)
    {
        var beta = new LinearSchedule(betaStart, 1, betaDraws).At(draws++);
        var share = tree.Total / slots.Length;
        var heaviest = 0f;
        for (var n = 0; n < slots.Length; n++)
        {
            slots[n] = tree.Find((n + random.NextDouble()) * share);
            weights[n] = (float)Math.Pow(transitions * tree[slots[n]] / tree.Total, -beta);
            heaviest = Math.Max(heaviest, weights[n]);
        }
        for (var n = 0; n < weights.Length; n++)
            weights[n] /= heaviest;
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<long> slots, ReadOnlySpan<float> errors)
    {
        for (var n = 0; n < slots.Length; n++)
        {
            if (!float.IsFinite(errors[n]))
                throw new DivergenceException($"The training has diverged: an action value is off by {errors[n]}.");
            if (tree[slots[n]] == 0)
                continue;
            var priority = Math.Pow(Math.Abs((double)errors[n]) + SmallestPriority, alpha);
            tree[slots[n]] = priority;
            largest = Math.Max(largest, priority);
        }
    }

    /// <inheritdoc/>
    public void GoOnAfter(long minibatches) => draws = minibatches;

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        writer.WriteStruct(random);
        writer.Write(largest);
        writer.Write(transitions);
        writer.Write(draws);
        tree.Save(writer);
    }

    /// <inheritdoc/>
    public void Load(BinaryReader reader)
    {
        random = reader.ReadStruct<Xoshiro256>();
        largest = reader.ReadDouble();
        transitions = reader.ReadInt64();
        draws = reader.ReadInt64();
        tree.Load(reader);
    }
}
