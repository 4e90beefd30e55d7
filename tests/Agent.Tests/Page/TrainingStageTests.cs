using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>Short trainings of the bundled Pong that somebody looks at.</summary>
public sealed class TrainingStageTests : FolderFixture
{
    private static readonly TrainingOptions Small = new()
    {
        Device = "simd",
        Threads = 1,
        Envs = 4,
        BatchSize = 4,
        TrainEvery = 8,
        TrainEveryGrowth = 1,
        Prioritized = false,
        NStep = 1,
        Prefill = 80,
        ReplayCapacity = 1_000,
        TargetEvery = 200,
        Steps = 320,
        EpsilonStart = 0.3,
        CheckpointEvery = 60,
    };

    [Test]
    public void ATrainingThatIsLookedAtAskedAndHeldUpComesToTheSameBits()
    {
        var alone = Train();
        var stage = NewStage();
        var iterations = 0;
        var pauses = 0;
        var asked = 0;
        // Each pause lasts until a question is answered; so the training cannot be over before it was asked as often as it was held up.
        var pausing = new Onlooker
        {
            Saw = () =>
            {
                if (++iterations % 10 != 0)
                    return;
                pauses++;
                stage.Paused = true;
            },
        };
        using var over = new CancellationTokenSource();
        var looking = Task.Run(async () =>
        {
            _ = stage.Info;
            var step = stage.Recorder(0).NewStep();
            for (var looks = 0; !over.IsCancellationRequested; looks++)
            {
                stage.Recorder(looks % 4).TryCopyNewest(step);
                stage.Recorder(1).TryCopy(stage.Recorder(1).BeginClip(), 0, step);
                try
                {
                    // What the page's pictures of the network are made of: the device computes something of its own meanwhile.
                    await stage.Ask(access =>
                    {
                        using var pass = new NetworkPass(access.Device, access.Network, 1, training: false);
                        using var frames = access.Device.Allocate<byte>(access.Network.Frames.Length);
                        var stack = new byte[access.Network.Frames.Length];
                        access.Replay.CopyNewestStack(2, stack);
                        frames.CopyFrom(stack);
                        pass.Forward(frames, access.Player);
                        return Interlocked.Increment(ref asked);
                    });
                }
                catch (InvalidOperationException)
                {
                    // It is over.
                }
                stage.Paused = false;
            }
        });
        var seen = Train(stage, pausing);
        over.Cancel();
        looking.Wait();
        Assert.That(pauses, Is.GreaterThan(4));
        Assert.That(asked, Is.GreaterThanOrEqualTo(pauses - 1), "the last pause may come when nothing is left to hold up");
        Assert.That(seen.SequenceEqual(alone));
    }

    [Test]
    public void WhatIsShownIsWhatTheReplayMemoryHoldsAndWhatTheNetworkSaid()
    {
        var stage = NewStage();
        Trainer trainer = null!;
        AtariVector games = null!;
        NetworkPass pass = null!;
        DeviceBuffer<byte> frames = null!;
        var history = new List<(byte[] Screen, byte[] Stack, long Slot, float[] Values)>();
        var shown = 0;
        var random = 0;
        var seen = -1L;
        PlayedStep? step = null;
        const int Game = 2;
        var check = new Onlooker
        {
            Began = (t, g) =>
            {
                (trainer, games) = (t, g);
                pass = new(t.Device, t.Learner.Network, 1, training: false);
                frames = t.Device.Allocate<byte>(t.Replay.StackLength);
                step = stage.Recorder(Game).NewStep();
            },
            Saw = () =>
            {
                var stack = new byte[trainer.Replay.StackLength];
                trainer.Replay.CopyNewestStack(Game, stack);
                frames.CopyFrom(stack);
                pass.Forward(frames, trainer.Player);
                history.Add((games[Game].Game.Screen.ToArray(), stack, trainer.Replay.NewestSlot(Game), pass.Q.Buffer.ToArray()));
                if (!stage.Recorder(Game).TryCopyNewest(step!, after: seen))
                    return;
                seen = step!.Number;
                // Numbers count iterations from one; history's first is what the first iteration led to.
                var then = history[(int)step.Number - 1];
                Assert.That(step.Screen.SequenceEqual(then.Screen), $"screen of step {step.Number}");
                Assert.That(step.Stack.SequenceEqual(then.Stack), $"state of step {step.Number}");
                var held = trainer.Replay[then.Slot];
                Assert.That((step.Action, step.Reward), Is.EqualTo(((int)held.Action, held.Reward)));
                if (float.IsNaN(step.Value))
                    return;
                Assert.That(step.Values, Is.EqualTo(then.Values).Within(1e-5f * then.Values.Max(Math.Abs)), "computed for one state instead of four");
                if (step.WasRandom)
                    random++;
                else
                    Assert.That(step.Values[step.Action], Is.EqualTo(step.Value));
                shown++;
            },
        };
        Train(Small with { Steps = 800 }, stage, check);
        pass.Dispose();
        frames.Dispose();
        Assert.That(shown, Is.GreaterThan(150));
        Assert.That(random, Is.InRange(shown / 8, shown / 2), "epsilon is 0.3");
    }

    [Test]
    public void AStepAllocatesNothingForThePage([Values] bool somebodyLooks)
    {
        var stage = NewStage();
        var allocated = new List<long>();
        PlayedStep? step = null;
        var measured = new Onlooker
        {
            Began = stage.Begin,
            Saw = () =>
            {
                step ??= stage.Recorder(0).NewStep();
                if (somebodyLooks)
                {
                    for (var game = 0; game < 4; game++)
                    {
                        stage.Recorder(game).TryCopyNewest(step);
                        stage.Recorder(game).BeginClip();
                    }
                }
                var before = GC.GetAllocatedBytesForCurrentThread();
                stage.Iterated();
                allocated.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            },
            Reads = true,
        };
        Train(Small, measured);
        Assert.That(allocated, Has.Count.GreaterThan(90));
        Assert.That(allocated.Skip(2), Is.All.Zero);
        Assert.That(stage.Recorder(0).TryCopyNewest(step!), Is.EqualTo(somebodyLooks));
    }

    [Test]
    public void APauseHoldsTheTrainingUntilItIsOver()
    {
        var stage = NewStage();
        long steps = 0;
        var counter = new Onlooker { Saw = () => steps++ };
        stage.Paused = true;
        var training = Task.Run(() => Train(Small, stage, counter));
        _ = stage.Info;
        // Answers come although nothing is played: the training's thread waits in its pause.
        for (var i = 0; i < 20; i++)
            Assert.That(stage.Ask(_ => Interlocked.Read(ref steps)).Result, Is.LessThanOrEqualTo(1));
        Assert.That(training.IsCompleted, Is.False);
        Assert.That(stage.Status!.Value.Warning, Does.Contain("paused"), "whoever is at the terminal need not wonder");
        stage.Paused = false;
        training.Wait();
        Assert.That(steps, Is.EqualTo(100), "80 steps to fill the memory, 320 to train, in four games");
        Assert.That(stage.Ended, Is.Not.Null);
        Assert.That(async () => await stage.Ask(_ => 0), Throws.InvalidOperationException);
    }

    [Test]
    public void APausedTrainingCanBeStopped()
    {
        var stage = NewStage();
        stage.Paused = true;
        using var stop = new CancellationTokenSource();
        var training = Task.Run(() => Train(Small, stop.Token, stage), CancellationToken.None);
        _ = stage.Info;
        stop.Cancel();
        Assert.That(training.Wait(TimeSpan.FromMinutes(1)));
    }

    private static TrainingStage NewStage() => new(new GameSetup(new RomLibrary(new RomSearchPaths()).Find("pong"), Small));

    private byte[] Train(params ITrainingObserver[] observers) => Train(Small, observers);

    private byte[] Train(TrainingOptions options, params ITrainingObserver[] observers) => Train(options, CancellationToken.None, observers);

    /// <returns>Everything that the rest of the training would depend on.</returns>
    private byte[] Train(TrainingOptions options, CancellationToken stop, params ITrainingObserver[] observers)
    {
        var rom = new RomLibrary(new RomSearchPaths()).Find("pong");
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var folder = RunFolder.Create(Path.Combine(Root, $"run-{Guid.NewGuid()}"), "pong");
        using var session = new TrainingSession(options, rom, device, ReplayPlace.Host, observers);
        session.Run(folder, new Silence(), stop);
        using var state = new MemoryStream();
        session.Trainer.Save(new BinaryWriter(state), withReplay: true);
        return state.ToArray();
    }

    private sealed class Onlooker : ITrainingObserver
    {
        public Action<Trainer, AtariVector> Began { get; init; } = (_, _) => { };

        public Action Saw { get; init; } = () => { };

        public bool Reads { get; init; }

        public bool ReadsValues => Reads;

        public void Begin(Trainer trainer, AtariVector games) => Began(trainer, games);

        public void Iterated() => Saw();
    }

    private sealed class Silence : IProgressDisplay
    {
        public TimeSpan Interval => TimeSpan.FromSeconds(1);

        public void Show(Action<Action<TrainingStatus>> training) => training(_ => { });
    }
}
