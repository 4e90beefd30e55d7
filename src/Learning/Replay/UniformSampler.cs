namespace DqnGpu.Agent;

/// <summary>Draws every transition with the same probability (Mnih et al. 2015), with replacement.</summary>
public sealed class UniformSampler(ulong seed) : ISampler
{
    private Xoshiro256 random = new(seed);

    /// <inheritdoc/>
    public void Gained(long slot)
    {
    }

    /// <inheritdoc/>
    public void Lost(long slot)
    {
    }

    /// <inheritdoc/>
    public void Draw(ReplayMemory replay, Span<long> slots, Span<float> weights)
    {
        for (var n = 0; n < slots.Length; n++)
        {
            // Rejection keeps the rest uniform, and is rare: only the slots around a ring's write head and the last frames of episodes.
            do
                slots[n] = replay.StoredSlot(random.NextBelow(replay.StoredFrames));
            while (!replay.HoldsTransition(slots[n]));
        }
        weights.Fill(1);
    }

    /// <inheritdoc/>
    public void Learn(ReadOnlySpan<long> slots, ReadOnlySpan<float> errors)
    {
    }

    /// <inheritdoc/>
    public void GoOnAfter(long minibatches)
    {
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer) => writer.WriteStruct(random);

    /// <inheritdoc/>
    public void Load(BinaryReader reader) => random = reader.ReadStruct<Xoshiro256>();
}
