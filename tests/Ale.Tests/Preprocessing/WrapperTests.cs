using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>What exactly each wrapper, and each preset, does to the game: asserted as the sequence of resets and actions.</summary>
internal class WrapperTests
{
    private static readonly AtariAction[] PongActions =
        [AtariAction.Noop, AtariAction.Fire, AtariAction.Right, AtariAction.Left, AtariAction.RightFire, AtariAction.LeftFire];

    private static readonly PreprocessingOptions Bare = new() { FrameSkip = 1, Pooling = FramePooling.LastFrame, ClipReward = false };

    private readonly byte[] _frame = new byte[PreprocessedEnvironment.FrameSize];

    [Test]
    public void WithoutWrappersAStepIsAFrame()
    {
        var game = new ScriptedGame((_, frame) => new(Reward: frame * 10));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare, 0);
        environment.Reset(_frame);
        Assert.That(environment.Step(3, _frame), Is.EqualTo(new StepResult(10, 10, false, false, false, false)));
        Assert.That(game.TakeLog(), Is.EqualTo("R 4"));
        AssertFrame(ScriptedGame.Colour(0, 1), ScriptedGame.Colour(0, 1));
    }

    [Test]
    public void NoOpResetPlaysOneToThirtyFramesOfNoOpAllEquallyOften()
    {
        var game = new ScriptedGame((_, _) => default);
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { NoOpMax = 30 }, seed: 5);
        var seen = new int[31];
        for (int i = 0; i < 3000; i++)
        {
            environment.NewGame(_frame);
            string[] log = game.TakeLog().Split(' ');
            Assert.That(log[0], Is.EqualTo("R"));
            Assert.That(log[1..], Is.All.EqualTo("0"));
            seen[log.Length - 1]++;
        }
        Assert.That(seen[0], Is.Zero);
        Assert.That(seen[1..], Is.All.InRange(60, 145), "100 expected of each, 4.5 standard deviations allowed");
    }

    [Test]
    public void NoOpResetGoesOnAfterAGameThatEndsMeanwhile()
    {
        // The first episode ends on frame 2: reset, and the rest of the no-ops.
        var game = new ScriptedGame((episode, frame) => new(GameOver: episode == 0 && frame == 2));
        ulong seed = 0;
        while (FramesOfNoOp(seed) != 5)
            seed++;
        new PreprocessedEnvironment(game, PongActions, Bare with { NoOpMax = 30 }, seed).Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 0 0 R 0 0 0"));
    }

    [Test]
    public void FrameSkipSumsRewardsAndShowsTheLastTwoFrames([Values] FramePooling pooling)
    {
        var game = new ScriptedGame((_, frame) => new(Reward: 1 << (4 * frame)));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, Pooling = pooling }, 0);
        environment.Reset(_frame);
        AssertFrame(ScriptedGame.Colour(0, 0), ScriptedGame.Colour(0, 0));

        Assert.That(environment.Step(1, _frame).RawReward, Is.EqualTo(0x11110));
        Assert.That(game.TakeLog(), Is.EqualTo("R 1 1 1 1"));
        byte older = ScriptedGame.Colour(0, 3), newer = ScriptedGame.Colour(0, 4);
        AssertFrame(pooling == FramePooling.LastFrame ? newer : older, newer, pooling is FramePooling.GrayThenMax or FramePooling.BufferedGrayThenMax);
    }

    [Test]
    public void AnEpisodeThatEndsWithinTheSkipShowsItsLastFrame([Values(1, 2, 3)] int last)
    {
        var game = new ScriptedGame((_, frame) => new(Reward: 1, GameOver: frame == last));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, Pooling = FramePooling.MaxThenGray }, 0);
        environment.Reset(_frame);
        Assert.That(environment.Step(0, _frame), Is.EqualTo(new StepResult(last, last, true, false, true, false)));
        AssertFrame(ScriptedGame.Colour(0, last), ScriptedGame.Colour(0, last));
        Assert.That(() => environment.Step(0, _frame), Throws.InvalidOperationException.With.Message.Contains("has ended"));
    }

    [Test]
    public void FireResetPlaysFireAndTheNextActionForAWholeStepEach()
    {
        var game = new ScriptedGame((_, _) => default);
        new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, FireReset = true }, 0).Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 1 1 1 1 3 3 3 3"));
    }

    [Test]
    public void FireResetResetsAGameThatEndsMeanwhile()
    {
        var game = new ScriptedGame((episode, frame) => new(GameOver: episode == 0 && frame == 2));
        new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, FireReset = true }, 0).Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 1 1 R 3 3 3 3"));
    }

    [Test]
    public void FireResetLeavesGamesWithoutFireAlone()
    {
        var game = new ScriptedGame((_, _) => default);
        new PreprocessedEnvironment(game, [AtariAction.Noop, AtariAction.Up, AtariAction.Down], Bare with { FireReset = true }, 0).Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R"));
    }

    /// <summary>ALE's resets: FIRE first, for a frame, then what is missing of 0 to 29 frames.</summary>
    [Test]
    public void FireThenNoOpsPlaysEveryNumberOfFramesEquallyOften([Values] bool hasFire)
    {
        var game = new ScriptedGame((_, _) => default);
        AtariAction[] actions = hasFire ? PongActions : [AtariAction.Noop, AtariAction.Up];
        var environment = new PreprocessedEnvironment(game, actions, PreprocessingOptions.Ale, seed: 5);
        var seen = new int[30];
        for (int i = 0; i < 3000; i++)
        {
            environment.NewGame(_frame);
            string[] log = game.TakeLog().Split(' ');
            Assert.That(log[0], Is.EqualTo("R"));
            Assert.That(log[1..], hasFire ? Is.All.EqualTo("0").Or.EqualTo("1") : Is.All.EqualTo("0"));
            if (hasFire)
                Assert.That(log[1], Is.EqualTo("1"));
            seen[log.Length - 1]++;
        }
        // With FIRE, 0 is 1.
        Assert.That(seen[0], hasFire ? Is.Zero : Is.InRange(60, 145));
        Assert.That(seen[1], hasFire ? Is.InRange(140, 260) : Is.InRange(60, 145));
        Assert.That(seen[2..], Is.All.InRange(60, 145), "100 expected of each, 4.5 standard deviations allowed");
    }

    [Test]
    public void TheFrameLimitOfAleCountsNoFrameOfAReset()
    {
        var environment = new PreprocessedEnvironment(
            new ScriptedGame((_, _) => default), PongActions, PreprocessingOptions.Ale with { MaxFramesPerEpisode = 10 }, seed: 5);
        for (int game = 0; game < 3; game++)
        {
            environment.Reset(_frame);
            Assert.That(environment.Step(0, _frame).NeedsReset, Is.False);
            Assert.That(environment.Step(0, _frame).NeedsReset, Is.False);
            Assert.That(environment.Step(0, _frame), Is.EqualTo(new StepResult(0, 0, Terminated: false, Truncated: true, GameEnd: true, LifeLost: false)));
        }
    }

    [Test]
    public void AContinuousActionReachesTheGameWithItsStrength()
    {
        var game = new ScriptedGame((_, _) => default);
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 2, ContinuousActionThreshold = 0.25f }, 0);
        environment.Reset(_frame);
        environment.Step(new ContinuousAction(0.5f, MathF.PI / 2, 1), _frame);
        environment.Step(new ContinuousAction(0.125f, 0, 0), _frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 10*0.5 10*0.5 0*0.125 0*0.125"), "UPFIRE, which is not in the set; NOOP");
        Assert.That(() => environment.Step(new ContinuousAction(2, 0, 0), _frame), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(game.TakeLog(), Is.Empty);
    }

    [Test]
    public void EveryFrameIsTold()
    {
        var game = new ScriptedGame((_, _) => default);
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { NoOpMax = 30, FrameSkip = 4, FireReset = true }, seed: 5);
        var told = new List<byte>();
        environment.FramePlayed = () => told.Add(game.Screen[0]);
        environment.Reset(_frame);
        environment.Step(3, _frame);
        var frames = environment.Statistics.Frames;
        Assert.That(told, Is.EqualTo(Enumerable.Range(1, frames).Select(frame => ScriptedGame.Colour(0, frame))), "those of NOOP and FIRE, and all of the step");
        environment.FramePlayed = null;
        environment.Step(3, _frame);
        Assert.That(told, Has.Count.EqualTo(frames));
    }

    [Test]
    public void EpisodicLifeIsTerminalAtTheEndOfTheStepAndGoesOnWithANoOpStep()
    {
        // Lives 3; 2 from frame 2, 1 from frame 12, 0 from frame 17, over on frame 21.
        var game = new ScriptedGame((_, frame) => new(Lives: frame < 2 ? 3 : frame < 12 ? 2 : frame < 17 ? 1 : 0, GameOver: frame == 21));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, LifeLoss = LifeLoss.EpisodicLife }, 0);
        environment.Reset(_frame);
        Assert.That(environment.Step(2, _frame), Is.EqualTo(new StepResult(0, 0, true, false, GameEnd: false, LifeLost: true)));
        Assert.That(() => environment.Step(0, _frame), Throws.InvalidOperationException);
        environment.Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 3 3 3 3 0 0 0 0"));
        Assert.That(environment.Step(2, _frame), Is.EqualTo(new StepResult(0, 0, true, false, false, true)), "the second life, frame 12");
        environment.Reset(_frame);
        Assert.That(environment.Step(2, _frame), Is.EqualTo(new StepResult(0, 0, false, false, false, true)), "the last life is not lost before the game is over");
        Assert.That(environment.Step(2, _frame), Is.EqualTo(new StepResult(0, 0, true, false, true, false)), "frame 21");
        Assert.That(game.TakeLog(), Is.EqualTo("3 3 3 3 0 0 0 0 3 3 3 3 3"));
        environment.Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R"), "a real reset");
    }

    [Test]
    public void EpisodicLifeResetsAGameThatEndsInTheNoOpStep()
    {
        var game = new ScriptedGame((episode, frame) => new(Lives: frame < 2 ? 3 : 2, GameOver: episode == 0 && frame == 6));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, LifeLoss = LifeLoss.EpisodicLife }, 0);
        environment.Reset(_frame);
        environment.Step(2, _frame);
        environment.Reset(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 3 3 3 3 0 0 R"));
    }

    [Test]
    public void NewGameResetsARunningGameEvenWithEpisodicLife()
    {
        var game = new ScriptedGame((_, _) => new(Lives: 3));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { LifeLoss = LifeLoss.EpisodicLife }, 0);
        environment.Reset(_frame);
        environment.Step(0, _frame);
        environment.NewGame(_frame);
        Assert.That(game.TakeLog(), Is.EqualTo("R 0 R"));
    }

    [Test]
    public void LifeLossCutsTheStepShortAndThenContinuesOrResets([Values(LifeLoss.TerminalAndContinue, LifeLoss.TerminalAndReset)] LifeLoss lifeLoss)
    {
        var game = new ScriptedGame((_, frame) => new(Reward: 1, Lives: frame < 2 ? 3 : frame < 5 ? 2 : 1));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, LifeLoss = lifeLoss }, 0);
        environment.Reset(_frame);
        bool goesOn = lifeLoss == LifeLoss.TerminalAndContinue;
        Assert.That(environment.Step(2, _frame), Is.EqualTo(new StepResult(2, 2, true, false, GameEnd: !goesOn, LifeLost: true)));
        Assert.That(environment.Statistics, Is.EqualTo(new GameStatistics(2, 2)));
        var lastOfLife = (byte[])_frame.Clone();
        environment.Reset(_frame);
        if (goesOn)
            Assert.That(_frame, Is.EqualTo(lastOfLife));
        Assert.That(environment.Step(1, _frame).RawReward, Is.EqualTo(goesOn ? 3 : 2));
        Assert.That(game.TakeLog(), Is.EqualTo(goesOn ? "R 3 3 1 1 1" : "R 3 3 R 1 1"));
    }

    [TestCase(7, 1)]
    [TestCase(0, 0)]
    [TestCase(-2, -1)]
    public void RewardIsTheSignOfTheStepsSum(int reward, int clipped)
    {
        var game = new ScriptedGame((_, frame) => new(Reward: frame == 1 ? reward - 5 : frame == 2 ? 5 : 0));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4, ClipReward = true }, 0);
        environment.Reset(_frame);
        StepResult result = environment.Step(0, _frame);
        Assert.That((result.RawReward, result.Reward), Is.EqualTo((reward, clipped)));
        Assert.That(environment.Statistics, Is.EqualTo(new GameStatistics(reward, 4)));
    }

    [Test]
    public void ATruncatedEpisodeIsNotTerminal()
    {
        var game = new ScriptedGame((_, frame) => new(Truncated: frame == 6));
        var environment = new PreprocessedEnvironment(game, PongActions, Bare with { FrameSkip = 4 }, 0);
        environment.Reset(_frame);
        environment.Step(0, _frame);
        Assert.That(environment.Step(0, _frame), Is.EqualTo(new StepResult(0, 0, Terminated: false, Truncated: true, GameEnd: true, false)));
    }

    [TestCase("sb3", "1 1 1 1 3 3 3 3")]
    [TestCase("gymnasium", "")]
    [TestCase("nature", "")]
    [TestCase("dopamine", "")]
    public void PresetsResetAsTheirNamesakes(string preset, string afterNoOps)
    {
        const ulong seed = 11;
        PreprocessingOptions options = PreprocessingOptions.Find(preset);
        var game = new ScriptedGame((_, frame) => new(Reward: 3, Lives: 3));
        var environment = new PreprocessedEnvironment(game, PongActions, options, seed);
        environment.Reset(_frame);
        int noOps = preset == "dopamine" ? 0 : FramesOfNoOp(seed);
        string expected = string.Join(' ', [.. Enumerable.Repeat("0", noOps).Prepend("R"), afterNoOps]).TrimEnd();
        Assert.That(game.TakeLog(), Is.EqualTo(expected));

        StepResult result = environment.Step(5, _frame);
        Assert.That(game.TakeLog(), Is.EqualTo("12 12 12 12"));
        Assert.That((result.RawReward, result.Reward), Is.EqualTo((12, preset == "gymnasium" ? 12 : 1)));
        int frames = expected.Split(' ').Length - 1 + 4;
        Assert.That(environment.Statistics, Is.EqualTo(new GameStatistics(3 * frames, frames)));
        AssertFrame(ScriptedGame.Colour(0, frames - 1), ScriptedGame.Colour(0, frames), grayFirst: preset is "gymnasium" or "dopamine");
    }

    [Test]
    public void PresetsAreFoundByNameAndAWrongNameListsThem()
    {
        Assert.That(PreprocessingOptions.Find("SB3"), Is.SameAs(PreprocessingOptions.Sb3));
        Assert.That(() => PreprocessingOptions.Find("sb4"), Throws.ArgumentException.With.Message.Contains("sb3, gymnasium, dopamine, nature, ale"));
    }

    [Test]
    public void WrongUseIsRefused()
    {
        var environment = new PreprocessedEnvironment(new ScriptedGame((_, _) => default), PongActions, Bare, 0);
        Assert.That(() => environment.Step(0, _frame), Throws.InvalidOperationException.With.Message.Contains("before the first step"));
        environment.Reset(_frame);
        Assert.That(() => environment.Step(6, _frame), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("0..5"));
        Assert.That(() => environment.LoadState(new byte[3]), Throws.ArgumentException);
    }

    private int FramesOfNoOp(ulong seed)
    {
        var game = new ScriptedGame((_, _) => default);
        new PreprocessedEnvironment(game, PongActions, Bare with { NoOpMax = 30 }, seed).Reset(_frame);
        return game.Log.Count - 1;
    }

    /// <summary>The observation is the plain gray of a pair of plain frames.</summary>
    private void AssertFrame(byte older, byte newer, bool grayFirst = false)
    {
        var gray = new byte[1];
        if (grayFirst)
            GrayConversion.Of(Palette.Ntsc).GrayThenMax([older], [newer], gray);
        else
            GrayConversion.Of(Palette.Ntsc).MaxThenGray([older], [newer], gray);
        Assert.That(_frame, Is.All.EqualTo(gray[0]));
    }
}
