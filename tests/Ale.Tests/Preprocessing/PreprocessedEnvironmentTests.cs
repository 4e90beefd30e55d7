using NUnit.Framework;

namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>The preprocessing on a real console with the bundled Pong.</summary>
internal class PreprocessedEnvironmentTests
{
    private static readonly Cartridge Pong = BundledCartridges.Find("pong")!;

    private readonly byte[] _frame = new byte[PreprocessedEnvironment.FrameSize];

    [Test]
    public void AnObservationIsTheResizedGrayMaximumOfTheThirdAndFourthFrame()
    {
        PreprocessedEnvironment environment = Create(PreprocessingOptions.Sb3 with { NoOpMax = 0, FireReset = false });
        var raw = new AtariEnvironment(Pong, Games.Find("pong"), new() { RepeatActionProbability = 0, RandomSeed = 1 });
        environment.Reset(_frame);
        raw.ResetGame();
        var gray = new byte[raw.Screen.Length];
        var expected = new byte[_frame.Length];
        for (int step = 0; step < 200; step++)
        {
            int action = step * 7 % 6;
            environment.Step(action, _frame);
            var screens = new byte[4][];
            for (int frame = 0; frame < 4; frame++)
            {
                raw.Act(environment.Actions[action]);
                screens[frame] = raw.Screen.ToArray();
            }
            GrayConversion.Of(raw.Palette).MaxThenGray(screens[2], screens[3], gray);
            new AreaResize(raw.ScreenHeight).Resize(gray, expected);
            Assert.That(_frame.AsSpan().SequenceEqual(expected), $"step {step}");
        }
    }

    [Test]
    public void ARestoredStateContinuesAlike([Values("sb3", "gymnasium", "dopamine", "nature", "ale")] string preset)
    {
        PreprocessingOptions options = PreprocessingOptions.Find(preset) with { MaxFramesPerEpisode = 700 };
        PreprocessedEnvironment first = Create(options);
        first.Reset(_frame);
        Play(first, 50);
        var state = new byte[first.StateSize];
        first.SaveState(state);
        string expected = Play(first, 400);

        PreprocessedEnvironment second = Create(options, seed: 99);
        second.LoadState(state);
        Assert.That(Play(second, 400), Is.EqualTo(expected), "another environment");
        first.LoadState(state);
        Assert.That(Play(first, 400), Is.EqualTo(expected), "the same environment, turned back");
    }

    [Test]
    public void TheSeedDecidesTheEpisode()
    {
        Assert.That(Episode(3), Is.EqualTo(Episode(3)));
        Assert.That(Episode(4), Is.Not.EqualTo(Episode(3)));

        string Episode(ulong seed)
        {
            PreprocessedEnvironment environment = Create(PreprocessingOptions.Sb3 with { RepeatActionProbability = 0.25f }, seed);
            environment.Reset(_frame);
            return Play(environment, 100);
        }
    }

    [Test]
    public void AResetWithASeedIsThatOfANewEnvironment([Values("sb3", "gymnasium", "dopamine", "nature", "ale")] string preset)
    {
        PreprocessingOptions options = PreprocessingOptions.Find(preset) with { RepeatActionProbability = 0.25f, MaxFramesPerEpisode = 500 };
        PreprocessedEnvironment fresh = Create(options, seed: 6), used = Create(options, seed: 1);
        fresh.Reset(_frame);
        string first = Golden.Fnv1a64(_frame);
        string expected = Play(fresh, 300);
        used.Reset(_frame);
        Play(used, 70);
        used.Reset(_frame, seed: 6);
        Assert.That(Golden.Fnv1a64(_frame), Is.EqualTo(first));
        Assert.That(Play(used, 300), Is.EqualTo(expected));
        used.Reset(_frame, seed: 7);
        Assert.That(Play(used, 300), Is.Not.EqualTo(expected));
    }

    [Test]
    public void TheFrameLimitTruncatesWithoutATerminal()
    {
        PreprocessedEnvironment environment = Create(PreprocessingOptions.Dopamine with { MaxFramesPerEpisode = 10 });
        environment.Reset(_frame);
        Assert.That(environment.Step(0, _frame).NeedsReset, Is.False);
        Assert.That(environment.Step(0, _frame).NeedsReset, Is.False);
        StepResult last = environment.Step(0, _frame);
        Assert.That((last.Terminated, last.Truncated, last.GameEnd), Is.EqualTo((false, true, true)));
        Assert.That(environment.Statistics.Frames, Is.EqualTo(10));
    }

    [Test]
    public void AStepAllocatesNothing([Values("sb3", "gymnasium", "dopamine", "nature", "ale")] string preset)
    {
        PreprocessedEnvironment environment = Create(PreprocessingOptions.Find(preset));
        environment.Reset(_frame);
        int step = 0;
        Assert.That(
            Allocation.Least(() =>
            {
                for (int i = 0; i < 100; i++)
                    if (environment.Step(step++ % 6, _frame).NeedsReset)
                        environment.Reset(_frame);
            }),
            Is.Zero);
    }

    [Test]
    public void TheFullActionSetHas18Actions()
    {
        PreprocessedEnvironment environment = Create(PreprocessingOptions.Sb3 with { FullActionSet = true });
        Assert.That(environment.ActionCount, Is.EqualTo(18));
        environment.Reset(_frame);
        environment.Step(17, _frame);
        Assert.That(Create(PreprocessingOptions.Sb3).Actions.ToArray(), Is.EqualTo(Games.Find("pong").MinimalActions));
    }

    [Test]
    public void EveryGameCanBePreprocessed()
    {
        string? folder = Environment.GetEnvironmentVariable(RomSearchPaths.Variable);
        if (string.IsNullOrEmpty(folder))
            Assert.Ignore($"{RomSearchPaths.Variable} names no folder of ROMs.");
        var library = new RomLibrary(new RomSearchPaths { UserFolder = folder });
        int played = 0;
        foreach (GameDefinition game in Games.All)
        {
            RomChoice rom;
            try
            {
                rom = library.Find(game);
            }
            catch (RomNotFoundException)
            {
                continue;
            }
            PreprocessedEnvironment environment = PreprocessedEnvironment.Create(rom.Cartridge, game, PreprocessingOptions.Sb3, seed: 1);
            environment.Reset(_frame);
            bool showsSomething = false;
            for (int step = 0; step < 20; step++)
            {
                if (environment.Step(step % environment.ActionCount, _frame).NeedsReset)
                    environment.Reset(_frame);
                showsSomething |= _frame.AsSpan().ContainsAnyExcept(_frame[0]);
            }
            Assert.That(showsSomething, game.Name);
            played++;
        }
        TestContext.Out.WriteLine($"{played} games");
    }

    private static PreprocessedEnvironment Create(PreprocessingOptions options, ulong seed = 1) =>
        PreprocessedEnvironment.Create(Pong, Games.Find("pong"), options, seed);

    private string Play(PreprocessedEnvironment environment, int steps)
    {
        var log = new System.Text.StringBuilder();
        for (int i = 0; i < steps; i++)
        {
            StepResult result = environment.Step(i * i % 6, _frame);
            log.AppendLine($"{Golden.Fnv1a64(_frame)} {result} {environment.Statistics}");
            if (result.NeedsReset)
            {
                environment.Reset(_frame);
                log.AppendLine(Golden.Fnv1a64(_frame));
            }
        }
        return log.ToString();
    }
}
