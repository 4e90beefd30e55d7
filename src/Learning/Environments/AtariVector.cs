using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Atari consoles as the trainer plays them.</summary>
public sealed class AtariVector : IVectorEnvironment
{
    private readonly VectorEnvironment consoles;

    /// <summary>E consoles with one cartridge.</summary>
    /// <param name="count">E.</param>
    /// <param name="cartridge">The cartridge in each.</param>
    /// <param name="game">Its rules.</param>
    /// <param name="preprocessing">What lies between console and agent.</param>
    /// <param name="seed">Console i is seeded with <paramref name="seed"/> + i.</param>
    /// <param name="mode">The game's mode; null: its first.</param>
    /// <param name="difficulty">The difficulty switches.</param>
    /// <param name="threads">Threads that step the consoles; 0: one for each core. Ignored where a pool is given.</param>
    /// <param name="pool">The threads that step the consoles, shared with others; null: threads of their own.</param>
    /// <param name="around">What is put around each console before it is wrapped; null: nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A mode or difficulty that the game lacks; the message lists those it has.</exception>
    public AtariVector(
        int count, Cartridge cartridge, GameDefinition game, PreprocessingOptions preprocessing, ulong seed, int? mode, int? difficulty, int threads,
        WorkerPool? pool = null, Func<AtariEnvironment, IAtariGame>? around = null)
    {
        consoles = VectorEnvironment.Create(
            count, cartridge, game, preprocessing, seed, mode, difficulty, threads: threads == 0 ? 0 : Math.Min(threads, count), pool: pool, around: around);
    }

    /// <inheritdoc/>
    public int Count => consoles.Count;

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
    public void Reset() => consoles.Reset();

    /// <inheritdoc/>
    public void BeginStep(ReadOnlySpan<int> actions) => consoles.BeginStep(actions);

    /// <inheritdoc/>
    public void EndStep() => consoles.EndStep();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Frame(int environment) => consoles.Observation(environment);

    /// <inheritdoc/>
    public ReadOnlySpan<byte> FinalFrame(int environment) =>
        consoles.Result(environment).NeedsReset ? consoles.FinalObservation(environment) : Frame(environment);

    /// <inheritdoc/>
    public EnvironmentStep Result(int environment)
    {
        var result = consoles.Result(environment);
        var game = result.GameEnd ? consoles.FinalStatistics(environment) : consoles[environment].Statistics;
        return new(result.Reward, result.Terminated, result.Truncated, result.GameEnd, game.Score, game.Frames);
    }

    /// <inheritdoc/>
    public void SaveState(Span<byte> destination) => consoles.SaveState(destination);

    /// <inheritdoc/>
    public void LoadState(ReadOnlySpan<byte> source) => consoles.LoadState(source);

    /// <inheritdoc/>
    public void Dispose() => consoles.Dispose();
}
