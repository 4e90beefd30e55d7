using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A game on its cartridge as some training options want it: what training, evaluation and watching have in common.</summary>
/// <param name="Rom">Game and cartridge.</param>
/// <param name="Options">Preprocessing, mode and difficulty are taken from these.</param>
public sealed record GameSetup(RomChoice Rom, TrainingOptions Options)
{
    private const int EvaluatedAtOnce = 8;

    /// <summary>What stands before an episode's first frame in a state: itself, or black.</summary>
    public bool RepeatFirstFrame => Options.ToPreprocessing().StackStart == StackStart.RepeatFirstFrame;

    /// <summary>Consoles for an evaluation: a few, that play its games in turns. The same seed gives the same games.</summary>
    /// <inheritdoc cref="CreateEnvironments" path="/exception"/>
    /// <param name="games">Games to be played.</param>
    /// <param name="seed">Seed of the evaluation.</param>
    /// <param name="pool">The threads that step them, shared with others; null: threads of their own.</param>
    public AtariVector CreateEvaluationEnvironments(int games, long seed, WorkerPool? pool = null) =>
        CreateEnvironments(Math.Min(EvaluatedAtOnce, games), seed, RandomStream.Evaluation, pool);

    /// <summary>Consoles with this game.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="stream">What they are for.</param>
    /// <param name="pool">The threads that step them, shared with others; null: threads of their own.</param>
    /// <param name="around">What is put around each console before it is wrapped; null: nothing.</param>
    /// <exception cref="OptionException">The game has no such mode or difficulty.</exception>
    public AtariVector CreateEnvironments(
        int count, long seed, RandomStream stream, WorkerPool? pool = null, Func<AtariEnvironment, IAtariGame>? around = null) => Create(() => new AtariVector(
        count, Rom.Cartridge, Rom.Game, Options.ToPreprocessing(), Xoshiro256.StreamSeed((ulong)seed, (ulong)stream), Options.Mode, Options.Difficulty,
        Options.Threads, pool, around));

    /// <summary>One console with this game.</summary>
    /// <param name="preprocessing">What lies between console and agent.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions.</param>
    /// <param name="around">What is put around the console before it is wrapped; null: nothing.</param>
    /// <exception cref="OptionException">The game has no such mode or difficulty.</exception>
    public PreprocessedEnvironment CreateEnvironment(PreprocessingOptions preprocessing, ulong seed, Func<AtariEnvironment, IAtariGame>? around = null) =>
        Create(() => PreprocessedEnvironment.Create(Rom.Cartridge, Rom.Game, preprocessing, seed, Options.Mode, Options.Difficulty, around));

    private static T Create<T>(Func<T> create)
    {
        try
        {
            return create();
        }
        catch (ArgumentOutOfRangeException exception) when (exception.ParamName is "mode" or "difficulty")
        {
            throw new OptionException($"--{exception.ParamName} {exception.ActualValue}: {OneLine.Of(exception)}");
        }
    }
}
