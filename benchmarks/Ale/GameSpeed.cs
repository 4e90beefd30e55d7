using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>How fast one game is played on one thread: frames for each second of the process's processor time, what compiles included.</summary>
/// <param name="Act">Frames a second of <see cref="AtariEnvironment.Act(int, float)"/>, the fastest round.</param>
/// <param name="Step">Frames a second of whole steps: four frames and their observation.</param>
/// <param name="First">Of <see cref="AtariEnvironment.Act(int, float)"/>, in the first <see cref="FirstFrames"/> of the process.</param>
/// <param name="Next">The same in the frames from there to <see cref="WarmUpFrames"/>.</param>
/// <remarks>
/// Random minimal actions, each held for four frames; an episode that ends ends the hold. Resets are played but not timed. The rounds begin from the
/// state after <see cref="WarmUpFrames"/> each, so they are the same frames: <c>tools/ale-speed.cpp</c> has ALE play the very same ones.
/// </remarks>
internal readonly record struct GameSpeed(double Act, double Step, double First, double Next)
{
    public const int FirstFrames = 2_000;
    public const int WarmUpFrames = 20_000;
    private const int RoundFrames = 2_000;
    private const int Rounds = 5;
    private const int FramesPerAction = 4;

    /// <summary>Plays the game; in a process that has played nothing before, the first frames tell how it starts.</summary>
    public static GameSpeed Measure(RomChoice rom)
    {
        var environment = new AtariEnvironment(rom.Cartridge, rom.Game, new() { RandomSeed = 0, RepeatActionProbability = 0 });
        environment.ResetGame();
        var actions = new ActionSequence(rom.Game.MinimalActions.Count);
        double first = FirstFrames / Play(FirstFrames, environment, Hold, environment.ResetGame, ref actions);
        double next = (WarmUpFrames - FirstFrames) / Play(WarmUpFrames - FirstFrames, environment, Hold, environment.ResetGame, ref actions);
        double act = FastestRound(environment, Hold, environment.ResetGame, actions);

        var frame = new byte[PreprocessedEnvironment.FrameSize];
        environment = new AtariEnvironment(rom.Cartridge, rom.Game, new() { RandomSeed = 0, RepeatActionProbability = 0 });
        var preprocessed = new PreprocessedEnvironment(environment, rom.Game.MinimalActions, new() { FrameSkip = FramesPerAction }, seed: 0);
        preprocessed.Reset(frame);
        actions = new ActionSequence(rom.Game.MinimalActions.Count);
        Play(WarmUpFrames, environment, Step, Reset, ref actions);
        return new(act, FastestRound(environment, Step, Reset, actions), first, next);

        void Hold(int action)
        {
            for (int i = 0; i < FramesPerAction && !environment.GameOver; i++)
                environment.Act(rom.Game.MinimalActions[action]);
        }

        void Step(int action) => preprocessed.Step(action, frame);

        void Reset() => preprocessed.Reset(frame);
    }

    private static double FastestRound(AtariEnvironment environment, Action<int> step, Action reset, ActionSequence actions)
    {
        var state = new byte[environment.StateSize(includeRandom: true)];
        environment.SaveState(state, includeRandom: true);
        double fastest = double.PositiveInfinity;
        for (int round = 0; round < Rounds; round++)
        {
            ActionSequence same = actions;
            fastest = Math.Min(fastest, Play(RoundFrames, environment, step, reset, ref same));
            environment.LoadState(state, includeRandom: true);
        }
        return RoundFrames / fastest;
    }

    // Seconds of processor time; a step is not cut short by the number of frames.
    private static double Play(int frames, AtariEnvironment environment, Action<int> step, Action reset, ref ActionSequence actions)
    {
        int end = environment.FrameNumber + frames;
        var resets = TimeSpan.Zero;
        TimeSpan begin = Environment.CpuUsage.TotalTime;
        while (environment.FrameNumber < end)
        {
            step(actions.Next());
            if (!environment.GameOver)
                continue;
            TimeSpan over = Environment.CpuUsage.TotalTime;
            reset();
            resets += Environment.CpuUsage.TotalTime - over;
        }
        return (Environment.CpuUsage.TotalTime - begin - resets).TotalSeconds;
    }
}
