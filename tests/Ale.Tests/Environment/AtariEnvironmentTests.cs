using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class AtariEnvironmentTests
{
    private static readonly AtariEnvironmentOptions NotSticky = new() { RepeatActionProbability = 0, RandomSeed = 0 };

    [Test]
    public void AResetIsSixtyFramesTheResetSwitchTheModeTheSwitchAgainAndTheStartingActions()
    {
        var frames = new List<(int Switches, int Stick)>();
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory ram) =>
            frames.Add((FrameCounter.Switches(ram), FrameCounter.Stick(ram)))) with
        {
            Modes = [0, 1],
            SelectMode = (environment, _) => environment.PressSelect(3),
            StartingActions = [AtariAction.Up, AtariAction.Reset, AtariAction.Left],
        };
        AtariEnvironment environment = FrameCounter.Environment(game);

        // The rules do not see the frames on which SELECT is held, only the NOOP after them.
        Assert.That(frames.Select(frame => frame.Switches), Is.EqualTo(
            Enumerable.Repeat(0, 60).Concat(Enumerable.Repeat(FrameCounter.SwitchReset, 4)).Append(0)
                .Concat(Enumerable.Repeat(FrameCounter.SwitchReset, 4)).Concat([0, FrameCounter.SwitchReset, 0])));
        Assert.That(frames[69].Stick, Is.EqualTo(FrameCounter.StickUp));
        Assert.That(frames[71].Stick, Is.EqualTo(FrameCounter.StickLeft));
        Assert.That(environment.EpisodeFrameNumber, Is.EqualTo(1), "a press of SELECT counts as one frame, the rest of a reset as none");

        environment.Act(0);
        environment.ResetGame();
        Assert.That(frames, Has.Count.EqualTo(2 * 72 + 1));
        Assert.That(environment.EpisodeFrameNumber, Is.EqualTo(1));
        Assert.That(environment.FrameNumber, Is.EqualTo(3));
    }

    /// <summary>Backgammon is one: its switches have one setting, which is not the one that they have at first.</summary>
    [Test]
    public void AGameWhoseSwitchesStandOutsideItsDifficultiesIsRestored()
    {
        AtariEnvironment environment = FrameCounter.Environment(GameDefinition.Generic with { Difficulties = [3] });
        var state = new byte[environment.StateSize(includeRandom: false)];
        environment.SaveState(state, includeRandom: false);
        environment.LoadState(state, includeRandom: false);
        Assert.That(environment.Difficulty, Is.Zero);
        environment.SetDifficulty(3);
        environment.SaveState(state, includeRandom: false);
        environment.LoadState(state, includeRandom: false);
        Assert.That(environment.Difficulty, Is.EqualTo(3));
    }

    [Test]
    public void ANamedModeCostsOneMoreReset()
    {
        var modes = new List<int>();
        GameDefinition game = FrameCounter.Game() with
        {
            Modes = [0, 5],
            SelectMode = (_, mode) => modes.Add(mode),
            Step = (ref GameProgress _, GameMemory _) => { },
        };
        AtariEnvironment environment = FrameCounter.Environment(game, NotSticky with { Mode = 5 });
        Assert.That(modes, Is.EqualTo(new[] { 0, 5 }));
        Assert.That(environment.Mode, Is.EqualTo(5));
        Assert.That(() => environment.SetMode(3), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0, 5"));
        Assert.That(() => environment.SetDifficulty(3), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void AModeThatNeverComesIsAnErrorNotAHang()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { }) with
        {
            Modes = [7],
            SelectMode = ModeSelections.PressUntil((_, _) => false, held: 1),
        };
        Assert.That(
            () => FrameCounter.Environment(game),
            Throws.InstanceOf<InvalidDataException>().With.Message.Contains("mode 7").And.Message.Contains(FrameCounter.Cartridge.Md5));
    }

    [Test]
    public void EveryActionMovesTheStickItNames([Range(0, 17)] int action)
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { });
        AtariEnvironment environment = FrameCounter.Environment(game);
        environment.Act(action);
        string name = ((AtariAction)action).AleName();
        Assert.Multiple(() =>
        {
            int stick = FrameCounter.Stick(environment.Memory);
            Assert.That((stick & FrameCounter.StickUp) != 0, Is.EqualTo(name.Contains("UP")), "up");
            Assert.That((stick & FrameCounter.StickDown) != 0, Is.EqualTo(name.Contains("DOWN")), "down");
            Assert.That((stick & FrameCounter.StickLeft) != 0, Is.EqualTo(name.Contains("LEFT")), "left");
            Assert.That((stick & FrameCounter.StickRight) != 0, Is.EqualTo(name.Contains("RIGHT")), "right");
            Assert.That(FrameCounter.Fire(environment.Memory), Is.EqualTo(name.Contains("FIRE")), "fire");
        });
    }

    [Test]
    public void IllegalActionsArePlayedAsNoop()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { }) with { FireIsIllegal = true };
        AtariEnvironment environment = FrameCounter.Environment(game);
        environment.Act(AtariAction.RightFire);
        Assert.That(FrameCounter.Stick(environment.Memory), Is.Zero);
        Assert.That(FrameCounter.Fire(environment.Memory), Is.False);
        environment.Act(AtariAction.Reset);
        Assert.That(FrameCounter.Switches(environment.Memory), Is.Zero);
        environment.Act(AtariAction.Right);
        Assert.That(FrameCounter.Stick(environment.Memory), Is.EqualTo(FrameCounter.StickRight));
        Assert.That(() => environment.Act(18), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => environment.Act(-1), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(float.NaN)]
    [TestCase(50f)]
    [TestCase(-0.5f)]
    [TestCase(float.PositiveInfinity)]
    public void AStrengthBeyondAFullStepIsRefused(float strength)
    {
        AtariEnvironment environment = FrameCounter.Environment(FrameCounter.Game((ref GameProgress _, GameMemory _) => { }));
        Assert.That(
            () => environment.Act(AtariAction.Left, strength),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0..1"));
        Assert.That(environment.FrameNumber, Is.Zero);
    }

    /// <summary>The counters behind the console's state: each set to what no game can have.</summary>
    [Test]
    public void AStateWithImpossibleCountersIsRefusedAndChangesNothing()
    {
        AtariEnvironment environment = FrameCounter.Environment(FrameCounter.Game((ref GameProgress _, GameMemory _) => { }));
        var good = new byte[environment.StateSize(includeRandom: false)];
        environment.SaveState(good, includeRandom: false);
        for (int frame = 0; frame < 5; frame++) environment.Act(AtariAction.Up);
        byte count = environment.Ram[0];

        // After the rules' progress: two paddles, mode, difficulty, two frame numbers, action, strength.
        int counters = good.Length - 8 * sizeof(int);
        for (int counter = 0; counter < 8; counter++)
        {
            var damaged = good.ToArray();
            System.Buffers.Binary.BinaryPrimitives.WriteInt32LittleEndian(damaged.AsSpan(counters + counter * sizeof(int)), -1);
            Assert.That(() => environment.LoadState(damaged, includeRandom: false), Throws.TypeOf<InvalidDataException>(), $"counter {counter}");
        }
        Assert.That((environment.Ram[0], environment.FrameNumber), Is.EqualTo((count, 5)));
        environment.LoadState(good, includeRandom: false);
        Assert.That(environment.FrameNumber, Is.Zero);
    }

    [Test]
    public void TheDifficultySwitchesReachTheConsole()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress _, GameMemory _) => { }) with { Difficulties = [0, 1, 2, 3] };
        AtariEnvironment environment = FrameCounter.Environment(game);
        foreach ((int difficulty, int switches) in new[] { (0, 0), (1, FrameCounter.SwitchLeftA), (2, FrameCounter.SwitchRightA), (3, 0xC0) })
        {
            environment.SetDifficulty(difficulty);
            environment.Act(0);
            Assert.That(FrameCounter.Switches(environment.Memory), Is.EqualTo(switches));
        }
    }

    [Test]
    public void EveryFrameTakesTwoNumbersFromTheGenerator()
    {
        // Seed 0 begins .5488 .5928 .7152 .8443: the first frame decides by .5488, the second by .7152.
        foreach ((float probability, int firstTaken) in new[] { (0.54f, 1), (0.55f, 2), (0.60f, 2), (0.71f, 2) })
        {
            AtariEnvironment environment = FrameCounter.Environment(
                FrameCounter.Game((ref GameProgress _, GameMemory _) => { }), NotSticky with { RepeatActionProbability = probability });
            int frame = 0;
            do
            {
                environment.Act(AtariAction.Right);
                frame++;
            }
            while (FrameCounter.Stick(environment.Memory) == 0);
            Assert.That(frame, Is.EqualTo(firstTaken), $"probability {probability}");
        }
    }

    [Test]
    public void AQuarterOfTheActionsStick()
    {
        AtariEnvironment environment = FrameCounter.Environment(
            FrameCounter.Game((ref GameProgress _, GameMemory _) => { }), new AtariEnvironmentOptions { RandomSeed = 3 });
        int kept = 0, last = 0;
        const int Frames = 4000;
        for (int frame = 0; frame < Frames; frame++)
        {
            int wanted = (frame & 1) == 0 ? FrameCounter.StickLeft : FrameCounter.StickRight;
            environment.Act(wanted == FrameCounter.StickLeft ? AtariAction.Left : AtariAction.Right);
            int stick = FrameCounter.Stick(environment.Memory);
            Assert.That(stick, Is.EqualTo(wanted).Or.EqualTo(last));
            // The action before stands at the other side unless it stuck too, so that only a difference tells.
            if (stick != wanted) kept++;
            last = stick;
        }
        // Sticking shows only where the kept action differs from the wanted one: p (1 - shown) = shown, p = 1/4 gives 1/5.
        Assert.That(kept / (double)Frames, Is.EqualTo(0.2).Within(0.02));
    }

    [Test]
    public void TheEndOfTheGameIsNotTheEndOfTheFrames()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress progress, GameMemory _) =>
        {
            progress.Memory0++;
            progress.Reward = 1;
            progress.Terminal = progress.Memory0 == 4 + 10; // ten frames after the switch is let go
        });
        AtariEnvironment environment = FrameCounter.Environment(game, NotSticky with { FrameSkip = 4, MaxFramesPerEpisode = 9 });

        Assert.That(environment.Act(0), Is.EqualTo(4));
        Assert.That(environment.Act(0), Is.EqualTo(4));
        Assert.That(environment.Truncated, Is.False);
        Assert.That(environment.Act(0), Is.EqualTo(1), "frames after the limit are not played");
        Assert.That((environment.Truncated, environment.GameOver), Is.EqualTo((true, false)));
        Assert.That(environment.Act(0), Is.Zero);
        Assert.That(environment.EpisodeFrameNumber, Is.EqualTo(9));

        environment = FrameCounter.Environment(game, NotSticky with { FrameSkip = 4 });
        for (int step = 0; step < 2; step++) environment.Act(0);
        Assert.That(environment.Act(0), Is.EqualTo(2));
        Assert.That((environment.Truncated, environment.GameOver), Is.EqualTo((false, true)));
        Assert.That(environment.Lives, Is.Zero);

        environment.ResetGame();
        Assert.That(environment.GameOver, Is.False);
        Assert.That(environment.EpisodeFrameNumber, Is.Zero);
    }

    [Test]
    public void TheLossOfALifeTruncatesOnRequest()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress progress, GameMemory _) =>
        {
            progress.Memory0++;
            progress.Lives = progress.Memory0 > 4 + 5 ? 2 : 3;
        }) with
        { Start = new() { Lives = 3 } };
        AtariEnvironment carriesOn = FrameCounter.Environment(game), ends = FrameCounter.Environment(game, NotSticky with { TruncateOnLossOfLife = true });
        for (int frame = 0; frame < 5; frame++)
        {
            carriesOn.Act(0);
            ends.Act(0);
            Assert.That(ends.Truncated, Is.False);
        }
        carriesOn.Act(0);
        ends.Act(0);
        Assert.That((carriesOn.Truncated, ends.Truncated, ends.GameOver), Is.EqualTo((false, true, false)));
    }

    [Test]
    public void TheSumOfRewardsIsClamped()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress progress, GameMemory _) => progress.Reward = -3);
        Assert.That(FrameCounter.Environment(game, NotSticky with { FrameSkip = 4 }).Act(0), Is.EqualTo(-12));
        Assert.That(FrameCounter.Environment(game, NotSticky with { FrameSkip = 4, RewardMin = -5, RewardMax = 5 }).Act(0), Is.EqualTo(-5));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void ARestoredStateGoesOnAsIfNothingHadHappened(bool includeRandom)
    {
        var options = new AtariEnvironmentOptions { RepeatActionProbability = includeRandom ? 0.25f : 0, RandomSeed = 11, ColorAveraging = true };
        AtariEnvironment environment = FrameCounter.Environment(FrameCounter.Game((ref GameProgress progress, GameMemory ram) =>
            progress.ScoreBecomes(progress.Score + FrameCounter.Stick(ram))), options);
        for (int frame = 0; frame < 37; frame++) environment.Act(frame % 18);
        var saved = new byte[environment.StateSize(includeRandom)];
        environment.SaveState(saved, includeRandom);

        string[] first = Play(environment);
        environment.LoadState(saved, includeRandom);
        Assert.That(environment.EpisodeFrameNumber, Is.EqualTo(37));
        Assert.That(Play(environment), Is.EqualTo(first));
        Assert.That(() => environment.LoadState(saved.AsSpan(1), includeRandom), Throws.InstanceOf<ArgumentException>());

        static string[] Play(AtariEnvironment environment) => [.. Enumerable.Range(0, 50).Select(frame =>
        {
            int reward = environment.Act(frame * 7 % 18);
            return $"{reward} {environment.FrameNumber} {GameTrace.Fnv1a64(environment.Ram):x} {GameTrace.Fnv1a64(environment.Screen):x}";
        })];
    }

    [Test]
    public void RamCanBeChangedFromOutside()
    {
        AtariEnvironment environment = FrameCounter.Environment(FrameCounter.Game((ref GameProgress _, GameMemory _) => { }));
        environment.SetRam(0, 40);
        environment.Act(0);
        Assert.That(environment.Ram[0], Is.EqualTo(41));
        Assert.That(() => environment.SetRam(128, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void TheSameSeedGivesTheSameGame()
    {
        GameDefinition game = FrameCounter.Game((ref GameProgress progress, GameMemory ram) => progress.Reward = FrameCounter.Stick(ram));
        int[] Rewards(uint seed)
        {
            AtariEnvironment environment = FrameCounter.Environment(game, new AtariEnvironmentOptions { RandomSeed = seed });
            return [.. Enumerable.Range(0, 100).Select(frame => environment.Act(frame % 6))];
        }
        Assert.That(Rewards(5), Is.EqualTo(Rewards(5)));
        Assert.That(Rewards(5), Is.Not.EqualTo(Rewards(6)));
    }

    [Test]
    public void TheScreenShowsTheBackgroundAsIndicesRgbAndGray()
    {
        AtariEnvironment environment = FrameCounter.Environment(FrameCounter.Game((ref GameProgress _, GameMemory _) => { }));
        environment.Act(0);
        Assert.That(environment.Screen.Length, Is.EqualTo(210 * 160));
        byte colour = environment.Screen[100 * 160 + 80];
        Assert.That(colour, Is.EqualTo((byte)(environment.Memory[0x80] & 0xFE)));
        var rgb = new byte[210 * 160 * 3];
        var gray = new byte[210 * 160];
        environment.GetScreenRgb(rgb);
        environment.GetScreenGrayscale(gray);
        Assert.That(gray[100 * 160 + 80], Is.EqualTo(Palette.Ntsc.GrayTable[colour]));
        Assert.That(rgb[48240..48243], Is.EqualTo(Palette.Ntsc.RgbTable.Slice(3 * colour, 3).ToArray()));
    }

    [Test]
    public void AResetAllocatesNothing()
    {
        AtariEnvironment environment = new(BundledCartridges.Find("pong")!, DqnGpu.Ale.Games.Find("pong"), NotSticky);
        Assert.That(Allocation.Least(environment.ResetGame), Is.Zero);
    }

    [Test]
    public void AnActAllocatesNothing()
    {
        AtariEnvironment environment = FrameCounter.Environment(
            DqnGpu.Ale.Games.Find("space_invaders") with { SelectMode = null }, NotSticky with { FrameSkip = 4, ColorAveraging = true });
        var gray = new byte[210 * 160];
        Assert.That(
            Allocation.Least(() =>
            {
                for (int step = 0; step < 50; step++) Play();
            }),
            Is.Zero);

        void Play()
        {
            environment.Act(1);
            environment.GetScreenGrayscale(gray);
        }
    }

    [Test]
    public void OptionsOutsideTheirRangeAreRefused()
    {
        GameDefinition game = FrameCounter.Game();
        Assert.Multiple(() =>
        {
            Refused(NotSticky with { RepeatActionProbability = 1.5f });
            Refused(NotSticky with { FrameSkip = 0 });
            Refused(NotSticky with { MaxFramesPerEpisode = -1 });
            Refused(NotSticky with { RewardMin = 1, RewardMax = 0 });
            Refused(NotSticky with { Mode = 9 });
        });

        void Refused(AtariEnvironmentOptions options) =>
            Assert.That(() => FrameCounter.Environment(game, options), Throws.InstanceOf<ArgumentException>(), options.ToString());
    }
}
