namespace DqnGpu.Agent;

/// <summary>Chooses which transitions a minibatch is made of. Seeded: the same calls give the same transitions.</summary>
public interface ISampler
{
    /// <summary>A slot now holds a whole transition.</summary>
    void Gained(long slot);

    /// <summary>A slot no longer holds a transition.</summary>
    void Lost(long slot);

    /// <summary>Draws a minibatch.</summary>
    /// <param name="replay">The memory to draw from; it holds at least one whole transition.</param>
    /// <param name="slots">[N]; receives the slots, the same one perhaps more than once.</param>
    /// <param name="weights">[N]; receives the importance weights, 1 where every transition is as likely as another.</param>
    void Draw(ReplayMemory replay, Span<long> slots, Span<float> weights);

    /// <summary>Tells the temporal-difference errors [N] of transitions drawn before; those lost since are passed over.</summary>
    /// <remarks>A lost slot must not hold another transition yet: errors are told before the next step but one is stored.</remarks>
    /// <exception cref="DivergenceException">An error is NaN or infinite.</exception>
    void Learn(ReadOnlySpan<long> slots, ReadOnlySpan<float> errors);

    /// <summary>Goes on as after so many minibatches, of which nothing else is known.</summary>
    void GoOnAfter(long minibatches);

    /// <summary>Saves what later draws depend on, the content of the replay memory aside.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Restores what <see cref="Save"/> wrote.</summary>
    void Load(BinaryReader reader);
}
