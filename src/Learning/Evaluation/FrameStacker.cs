namespace DqnGpu.Agent;

/// <summary>The states that several environments are in, made of their single frames.</summary>
/// <remarks>A replay memory of a few frames is just that; with it, states in evaluation are made by the same code as in training.</remarks>
public sealed class FrameStacker : IDisposable
{
    private readonly IVectorEnvironment environments;
    private readonly ReplayMemory lastFrames;
    private readonly byte[] stacks; // [E, S, H, W]

    /// <summary>Allocates it.</summary>
    /// <param name="environments">The games.</param>
    /// <param name="stackSize">S, frames in a state.</param>
    /// <param name="repeatFirstFrame">What stands before an episode's first frame: itself, or black.</param>
    public FrameStacker(IVectorEnvironment environments, int stackSize, bool repeatFirstFrame)
    {
        this.environments = environments;
        var frameLength = environments.FrameHeight * environments.FrameWidth;
        var capacity = 4L * (stackSize + 1) * environments.Count;
        lastFrames = new(
            new(capacity, environments.Count, frameLength, stackSize, NStep: 1, Gamma: 1, repeatFirstFrame), new UniformSampler(0));
        stacks = new byte[environments.Count * lastFrames.StackLength];
    }

    /// <summary>The states [E, S, H, W].</summary>
    public ReadOnlySpan<byte> Stacks => stacks;

    /// <summary>Takes the first frames after a reset.</summary>
    public void Begin()
    {
        for (var e = 0; e < environments.Count; e++)
            lastFrames.Begin(e, environments.Frame(e));
        Copy();
    }

    /// <summary>Takes the frames that a step led to.</summary>
    public void Step()
    {
        for (var e = 0; e < environments.Count; e++)
        {
            var result = environments.Result(e);
            lastFrames.Append(e, 0, 0, result.Terminal, result.Truncated, environments.FinalFrame(e));
            if (result.EpisodeEnded)
                lastFrames.Begin(e, environments.Frame(e));
        }
        Copy();
    }

    /// <inheritdoc/>
    public void Dispose() => lastFrames.Dispose();

    private void Copy()
    {
        for (var e = 0; e < environments.Count; e++)
            lastFrames.CopyNewestStack(e, stacks.AsSpan(e * lastFrames.StackLength, lastFrames.StackLength));
    }
}
