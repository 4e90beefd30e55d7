using System.Diagnostics;
using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Games at no pace at all, or at the console's, with somebody at every step who sees what is shown and says what is done.</summary>
public sealed class PersonGameTests : FolderFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly RomChoice Pong = new RomLibrary(new RomSearchPaths()).Find("pong");
    private static readonly GameSetup PongSetup = new(Pong, TrainingPresets.Fast);

    /// <summary>The network plays, then the person, then the network again; the states are those of the environments that evaluations play.</summary>
    [Test]
    public void ANetworkThatTakesOverHasSeenWhatItWasTrainedOn([Values("pong", "breakout")] string name)
    {
        const int PersonsFrom = 40;
        const int NetworksFrom = 70;
        const int Steps = 120;
        using var agent = new PlayingAgent(name);
        // A lost life begins another stack, but plays nothing that a person might play otherwise.
        var setup = agent.Setup with { Options = agent.Setup.Options with { LifeLoss = LifeLoss.TerminalAndContinue } };
        var network = agent.NewHand();
        var seen = new List<(byte[] State, int Action)>();
        using var stop = new CancellationTokenSource();
        PersonGame game = null!;
        game = new(setup, network, seed: 7)
        {
            FramesPerSecond = double.PositiveInfinity,
            NetworkIsWanted = true,
            StepBegins = state =>
            {
                if (seen.Count == PersonsFrom)
                    (game.NetworkIsWanted, game.Hands) = (false, new(Joystick.Right, null));
                if (seen.Count == NetworksFrom)
                    game.NetworkIsWanted = true;
                Assert.That(SpinWait.SpinUntil(() => network.HasChosen, Patience));
                var bytes = new byte[state.Size];
                state.CopyTo(bytes);
                var isPersons = seen.Count is >= PersonsFrom and <= NetworksFrom;
                seen.Add((bytes, isPersons ? setup.Rom.Game.MinimalActions.ToList().IndexOf(AtariAction.Right) : network.Action));
                if (seen.Count == Steps)
                    stop.Cancel();
            },
        };
        game.Run(stop.Token);

        using var games = new AtariVector(
            1, setup.Rom.Cartridge, setup.Rom.Game, setup.Options.ToPreprocessing() with { RepeatActionProbability = 0 }, seed: 7, null, null, threads: 1);
        using var stacker = new FrameStacker(games, 4, setup.RepeatFirstFrame);
        games.Reset();
        stacker.Begin();
        foreach (var (step, (state, action)) in seen.Index())
        {
            Assert.That(stacker.Stacks.SequenceEqual(state), $"step {step}");
            games.BeginStep([action]);
            games.EndStep();
            stacker.Step();
        }
        Assert.That(seen.Select(step => step.Action).Distinct().Count(), Is.GreaterThan(2), "it plays");
        Assert.That(seen[NetworksFrom + 1].Action, Is.EqualTo(1), "it serves the ball, as after a reset");
    }

    [Test]
    public void APersonHasTheControllerFromTheNextFrameOn()
    {
        using var agent = new PlayingAgent(answers: false);
        var steps = 0;
        using var stop = new CancellationTokenSource();
        var places = new List<double>();
        AtariEnvironment reference = new(Pong.Cartridge, Pong.Game, new() { RepeatActionProbability = 0 });
        PersonGame game = null!;
        byte[] screen = [];
        game = new(agent.Setup with { Options = agent.Setup.Options with { NoopMax = 0, Preprocessing = "nature" } }, agent.NewHand(), seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            NetworkIsWanted = true,
            StepBegins = _ =>
            {
                if (++steps == 2)
                    (game.NetworkIsWanted, game.Hands) = (false, new(Joystick.Left, null));
                if (steps == 3)
                    stop.Cancel();
            },
        };
        game.Run(stop.Token);
        screen = new byte[game.ScreenLength];
        game.Look(null, screen, default).Wait();
        reference.ResetGame();
        for (var frame = 0; frame < 8; frame++)
            reference.Act(frame < 4 ? AtariAction.Noop : AtariAction.Left);
        Assert.That(reference.Screen.SequenceEqual(screen));
    }

    [Test]
    public void AGameGoesOnWhileANetworkStillThinks()
    {
        using var agent = new PlayingAgent(answers: false);
        var network = agent.NewHand();
        var steps = 0;
        using var stop = new CancellationTokenSource();
        var game = new PersonGame(agent.Setup, network, seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            NetworkIsWanted = true,
            StepBegins = _ =>
            {
                Assert.That(network.HasChosen, Is.False);
                if (++steps == 30)
                    stop.Cancel();
            },
        };
        game.Run(stop.Token);
        Assert.That(steps, Is.EqualTo(30));
        Assert.That(network.Action, Is.Zero, "NOOP holds on");
    }

    [Test]
    public async Task ANetworkThatIsGoneHandsTheControllerBack()
    {
        using var agent = new PlayingAgent();
        await using var playing = new Playing(new(agent.Setup, agent.NewHand(), seed: 1) { FramesPerSecond = double.PositiveInfinity });
        playing.Game.NetworkIsWanted = true;
        var state = await playing.LookUntil(state => state is { NetworkPlays: true, Values: not null });
        Assert.That(state.Values, Has.Count.EqualTo(Pong.Game.MinimalActions.Count));
        agent.End();
        state = await playing.LookUntil(state => !state.NetworkPlays);
        Assert.That((state.NetworkMayPlay, state.Values), Is.EqualTo((false, (IReadOnlyList<float>?)null)));
    }

    [Test]
    public async Task GamesAreCountedForWhoeverPlayedThemAlone()
    {
        using var agent = new PlayingAgent(answers: false);
        var handsBackAfter = int.MaxValue;
        PersonGame game = null!;
        game = new(agent.Setup, agent.NewHand(), seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            EndIsSeenFor = TimeSpan.FromHours(1),
            StepBegins = _ =>
            {
                if (handsBackAfter-- == 0)
                    game.NetworkIsWanted = false;
            },
        };
        await using var playing = new Playing(game);
        var first = await playing.LookUntil(state => state.Over);
        Assert.That(first.Score, Is.LessThan(-15), "nobody has touched the paddle");
        Assert.That((first.YourScores.Single(), first.NetworkScores.Count), Is.EqualTo((first.Score, 0)));

        game.Hands = new(Joystick.Fire, null);
        await Task.Delay(50);
        Assert.That((await playing.Look(null)).Over, "the end is to be seen first");

        // It never answers, so it only holds NOOP.
        game.NetworkIsWanted = true;
        game.Restart();
        var second = await playing.LookUntil(state => state is { Over: true, Games: 2 });
        Assert.That((second.YourScores.Count, second.NetworkScores.Single()), Is.EqualTo((1, second.Score)));

        handsBackAfter = 200;
        game.Restart();
        var third = await playing.LookUntil(state => state is { Over: true, Games: 3 });
        Assert.That(third.NetworkPlays, Is.False);
        Assert.That((third.YourScores.Count, third.NetworkScores.Count), Is.EqualTo((1, 1)), "both have played it");
    }

    [Test]
    public async Task ANetworkBeginsTheNextGameByItself()
    {
        using var agent = new PlayingAgent(answers: false);
        await using var playing = new Playing(new(agent.Setup, agent.NewHand(), seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            EndIsSeenFor = TimeSpan.FromMilliseconds(10),
            NetworkIsWanted = true,
        });
        await playing.LookUntil(state => state.Games >= 2);
    }

    [Test]
    public async Task AfterTheEndANewPressOfFireBeginsTheNextGame()
    {
        await using var playing = new Playing(new(PongSetup, null, seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            EndIsSeenFor = TimeSpan.FromMilliseconds(100),
        });
        playing.Game.Hands = new(Joystick.Fire, null);
        var over = await playing.LookUntil(state => state.Over);
        Assert.That(over.Games, Is.EqualTo(1));
        await Task.Delay(200);
        playing.Game.Hands = new(Joystick.Fire | Joystick.Left, null);
        Assert.That((await playing.Look(null)).Over, "it is held, not pressed");
        playing.Game.Hands = PersonHands.Idle;
        playing.Game.Hands = new(Joystick.Fire, null);
        await playing.LookUntil(state => !state.Over || state.Games > 1);
    }

    [Test]
    public async Task ARestartEndsAGameUncounted()
    {
        var steps = 0;
        PersonGame game = null!;
        game = new(PongSetup, null, seed: 1)
        {
            FramesPerSecond = double.PositiveInfinity,
            StepBegins = _ => game.Paused = ++steps is 150 or 151,
        };
        await using var playing = new Playing(game);
        var paused = await playing.LookUntil(state => state.Paused);
        Assert.That(paused.Score, Is.Negative);
        playing.Game.Restart();
        var next = await playing.LookUntil(state => state.Score == 0);
        Assert.That((next.Games, next.YourScores.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public async Task APauseHoldsTheGame()
    {
        await using var playing = new Playing(new(PongSetup, null, seed: 1) { FramesPerSecond = double.PositiveInfinity });
        playing.Game.Paused = true;
        var paused = await playing.LookUntil(state => state.Paused);
        playing.Game.Hands = new(Joystick.Left, null);
        await Task.Delay(100);
        Assert.That(await playing.Look(null), Is.EqualTo(paused));
        playing.Game.Paused = false;
        Assert.That((await playing.LookUntil(state => !state.Paused)).Frame, Is.GreaterThanOrEqualTo(paused.Frame));
        await playing.LookUntil(state => state.Frame > paused.Frame + 10);
    }

    [Test]
    public async Task AGameThatNobodyLooksAtPausesAndCanBeResumed()
    {
        var unseen = TimeSpan.FromMilliseconds(300);
        await using var playing = new Playing(new(PongSetup, null, seed: 1) { PausesUnseenAfter = unseen });
        var before = await playing.LookUntil(state => state.Frame > 2);
        await Task.Delay(2 * unseen);
        var paused = await playing.LookUntil(state => state.Paused);
        Assert.That(paused.Frame, Is.LessThanOrEqualTo(before.Frame + 60 * unseen.TotalSeconds + 8));
        // Whoever goes on with it waits for a picture, however long ago it was asked for.
        var waiting = playing.Look(paused);
        await Task.Delay(2 * unseen);
        playing.Game.Paused = false;
        Assert.That((await waiting).Paused, Is.False);
        await playing.LookUntil(state => state.Frame > paused.Frame + 5);
    }

    [Test]
    public async Task AGameIsNeverFasterThanTheConsole()
    {
        await using var playing = new Playing(new(PongSetup, null, seed: 1));
        var clock = Stopwatch.StartNew();
        var first = await playing.LookUntil(_ => true);
        var last = await playing.LookUntil(state => state.Frame >= first.Frame + 36);
        // A tenth of a second may be made up for, and a frame that was due.
        Assert.That(clock.Elapsed.TotalSeconds, Is.GreaterThan((last.Frame - first.Frame - 1) / 60.0 - 0.11));
    }

    [Test]
    public void ATrainingWhoseNetworkPlaysComesToTheSameBits()
    {
        // Long enough for the game to be asked for, however busy the machine is.
        var options = ShortTraining.Small with { Steps = 4_000 };
        var alone = ShortTraining.Run(options, Path.Combine(Root, "alone"));
        var stage = new TrainingStage(new(Pong, options));
        using var chooser = new NetworkChooser();
        using var stop = new CancellationTokenSource();
        var chosen = false;
        var playing = Task.Run(() =>
        {
            var network = new NetworkHand(stage, chooser);
            new PersonGame(stage.Setup, network, seed: 1)
            {
                FramesPerSecond = double.PositiveInfinity,
                NetworkIsWanted = true,
                StepBegins = _ => chosen |= network.Values is not null,
            }.Run(stop.Token);
        });
        var seen = ShortTraining.Run(options, Path.Combine(Root, "seen"), observers: [stage]);
        stop.Cancel();
        playing.Wait();
        Assert.That(chosen, "the network has played");
        Assert.That(seen, Is.EqualTo(alone));
    }

    [TestCase(99, null, "--mode 99: ")]
    [TestCase(null, 9, "--difficulty 9: ")]
    public void AModeThatTheGameLacksIsNamed(int? mode, int? difficulty, string message) =>
        Assert.That(
            () => new PersonGame(PongSetup with { Options = PongSetup.Options with { Mode = mode, Difficulty = difficulty } }, null, seed: 1),
            Throws.TypeOf<OptionException>().With.Message.StartsWith(message));

    /// <summary>A game on a thread of its own that somebody looks at.</summary>
    private sealed class Playing : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;
        private readonly byte[] screen;
        private PlayState? last;

        public Playing(PersonGame game)
        {
            Game = game;
            screen = new byte[game.ScreenLength];
            running = Task.Factory.StartNew(() => game.Run(stop.Token), TaskCreationOptions.LongRunning);
        }

        public PersonGame Game { get; }

        public Task<PlayState> Look(PlayState? after) => Game.Look(after, screen, default).WaitAsync(Patience);

        public async Task<PlayState> LookUntil(Func<PlayState, bool> holds)
        {
            var clock = Stopwatch.StartNew();
            do
            {
                Assert.That(clock.Elapsed, Is.LessThan(Patience));
                last = await Look(last);
            }
            while (!holds(last));
            return last;
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        }
    }
}
