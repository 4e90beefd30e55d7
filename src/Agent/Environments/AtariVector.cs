using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Atari consoles as the trainer plays them.</summary>
public sealed class AtariVector : IVectorEnvironment
{
    private readonly VectorEnvironment consoles;
    private readonly byte[] frames;         // [E, 84, 84]
    private readonly StepResult[] results;  // [E]

    /// <summary>E consoles with one cartridge.</summary>
    /// <param name="count">E.</param>
    /// <param name="cartridge">The cartridge in each.</param>
    /// <param name="game">Its rules.</param>
    /// <param name="preprocessing">What lies between console and agent.</param>
    /// <param name="seed">Console i is seeded with <paramref name="seed"/> + i.</param>
    /// <param name="mode">The game's mode; null: its first.</param>
    /// <param name="difficulty">The difficulty switches.</param>
    /// <param name="threads">Threads that step the consoles; 0: one for each core.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mode or difficulty that the game lacks; the message lists those it has.</exception>
    public AtariVector(
        int count, Cartridge cartridge, GameDefinition game, PreprocessingOptions preprocessing, ulong seed, int? mode, int? difficulty, int threads)
    {
        consoles = VectorEnvironment.Create(
            count, cartridge, game, preprocessing, seed, mode, difficulty, threads: threads == 0 ? 0 : Math.Min(threads, count));
        frames = new byte[count * PreprocessedEnvironment.FrameSize];
        results = new StepResult[count];
    }

    /// <inheritdoc/>
    public int Count => results.Length;

    /// <inheritdoc/>
    public int FrameHeight => PreprocessedEnvironment.FrameSide;

    /// <inheritdoc/>
    public int FrameWidth => PreprocessedEnvironment.FrameSide;

    /// <inheritdoc/>
    public int ActionCount => consoles[0].ActionCount;

    /// <inheritdoc/>
    public int StateSize => consoles.StateSize;

    /// <summary>The console of game <paramref name="environment"/>, to be looked at, not stepped.</summary>
    public PreprocessedEnvironment this[int environment] => consoles[environment];

    /// <inheritdoc/>
    public void Reset() => consoles.Reset(frames);

    /// <inheritdoc/>
    public void BeginStep(ReadOnlySpan<int> actions) => consoles.BeginStep(actions);

    /// <inheritdoc/>
    public void EndStep() => consoles.EndStep(frames, results);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Frame(int environment) =>
        frames.AsSpan(environment * PreprocessedEnvironment.FrameSize, PreprocessedEnvironment.FrameSize);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> FinalFrame(int environment) =>
        results[environment].NeedsReset ? consoles.FinalObservation(environment) : Frame(environment);

    /// <inheritdoc/>
    public EnvironmentStep Result(int environment)
    {
        ref readonly var result = ref results[environment];
        var episode = result.EpisodeEnd ? consoles.FinalEpisode(environment) : consoles[environment].Episode;
        return new(result.ClippedReward, result.Terminal, result.Truncated, result.EpisodeEnd, episode.Score, episode.Frames);
    }

    /// <inheritdoc/>
    public void SaveState(Span<byte> destination) => consoles.SaveState(destination);

    /// <inheritdoc/>
    public void LoadState(ReadOnlySpan<byte> source)
    {
        consoles.LoadState(source);
        consoles.CopyObservations(frames);
    }

    /// <inheritdoc/>
    public void Dispose() => consoles.Dispose();
}
