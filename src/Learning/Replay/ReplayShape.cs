namespace DqnGpu.Agent;

/// <summary>Sizes of a <see cref="ReplayMemory"/>.</summary>
/// <param name="Capacity">Frames kept, over all environments together; each is one transition, but for the last frame of an episode.</param>
/// <param name="Environments">E, environments that fill it, each a ring of its own.</param>
/// <param name="FrameLength">F, bytes of a frame.</param>
/// <param name="StackSize">S, frames in a state.</param>
/// <param name="NStep">n, rewards summed in one transition.</param>
/// <param name="Gamma">Discount of each step, 0..1.</param>
/// <param name="RepeatFirstFrame">The frames before an episode's first are copies of it; otherwise black.</param>
public sealed record ReplayShape(
    long Capacity, int Environments, int FrameLength, int StackSize, int NStep, double Gamma, bool RepeatFirstFrame)
{
    /// <summary>Bytes beside the frame that one slot takes: action, reward, flags, age; with priorities a leaf and an inner node of the tree.</summary>
    public static int BookkeepingBytes(bool prioritized) => 7 + (prioritized ? 16 : 0);

    /// <summary>Slots of all rings together: the capacity, rounded down to whole rings.</summary>
    public long Slots => RingLength * Environments;

    /// <summary>L, slots of one environment's ring.</summary>
    public long RingLength => Capacity / Environments;

    /// <summary>Bytes of the whole replay memory.</summary>
    public long Bytes(bool prioritized) => Slots * (FrameLength + BookkeepingBytes(prioritized));

    /// <summary>Checks the sizes against each other.</summary>
    /// <exception cref="ArgumentException">A ring would be shorter than a few transitions.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Environments);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(FrameLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(StackSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(StackSize, 100);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(NStep);
        var shortest = 2L * (StackSize + NStep);
        if (RingLength < shortest)
            throw new ArgumentException(
                $"A replay memory of {Capacity:N0} frames is too small for {Environments} environments with stacks of {StackSize} and {NStep}-step returns; it takes at least {shortest * Environments:N0}.");
    }
}
