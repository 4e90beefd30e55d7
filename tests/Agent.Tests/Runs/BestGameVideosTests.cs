using DqnGpu.Ale;
using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class BestGameVideosTests : FolderFixture
{
    // Long enough for a few games of Breakout played at random.
    private static readonly TrainingOptions Options = ShortTraining.Small with { Steps = 2_000, TrainEvery = 400, EpsilonStart = 1, EpsilonEnd = 1, CheckpointEvery = 0 };

    private static RomChoice Breakout => new RomLibrary(new RomSearchPaths()).Find("breakout");

    [Test, Category("Slow")]
    public void TheBestGameOfEachPeriodBecomesAVideoAndNothingElseChanges()
    {
        var scores = new List<(double Score, long Step)>();
        var videos = new BestGameVideos(Path.Combine(Root, "videos"), new(Breakout, Options), TimeSpan.FromHours(1));
        // Two hours as the reports tell it: the second half of the training is the second one.
        var state = Train(new Witness(videos, scores, half: Options.Steps / 2));
        Assert.That(state, Is.EqualTo(Train()), "the training learns the same without videos");

        var halves = scores.GroupBy(game => game.Step > (Options.Steps / 2) + Options.Prefill + Options.Envs).Select(half => half.ToList()).ToList();
        Assert.That(halves, Has.Count.EqualTo(2).And.All.Count.GreaterThan(1));
        var expected = halves.Select(half => half.MaxBy(game => game.Score)).Select(best => $"step-{best.Step:000000000}-score-{best.Score}");
        Assert.That(Directory.GetFiles(Path.Combine(Root, "videos")).Select(Path.GetFileNameWithoutExtension), Is.EquivalentTo(expected));
    }

    [Test]
    public void WhatCannotBeWrittenIsTold()
    {
        File.WriteAllText(Path.Combine(Root, "videos"), "in the way");
        var videos = new BestGameVideos(Path.Combine(Root, "videos"), new(Breakout, Options), TimeSpan.FromHours(1));
        Train(videos);
        Assert.That(videos.Check, Throws.InstanceOf<IOException>().With.Message.Contains("videos"));
    }

    [Test, Category("Slow")]
    public void ATrainingWithVideosWritesThemIntoItsFolder()
    {
        var run = Path.Combine(Root, "run");
        ShortTraining.Run(Options with { Video = true }, run, game: "breakout");
        Assert.That(Directory.GetFiles(Path.Combine(run, "videos"), "step-*"), Has.Length.EqualTo(1).And.All.Match(@"step-\d{9}-score-\d+\.(mp4|gif)$"));
    }

    private byte[] Train(params ITrainingObserver[] observers)
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var session = new TrainingSession(Options, Breakout, device, ReplayPlace.Host, observers);
        using var folder = RunFolder.Create(Path.Combine(Root, Guid.NewGuid().ToString()), "breakout");
        session.Run(folder, new Silence(), default);
        using var state = new MemoryStream();
        session.Trainer.Save(new BinaryWriter(state), withReplay: false);
        return state.ToArray();
    }

    /// <summary>Notes every game's end, counts what the videos allocate, and tells them of another time.</summary>
    private sealed class Witness(BestGameVideos videos, List<(double Score, long Step)> scores, long half) : ITrainingObserver
    {
        private Trainer trainer = null!;
        private AtariVector games = null!;
        private int iterations;

        public void Begin(Trainer trainer, AtariVector games)
        {
            (this.trainer, this.games) = (trainer, games);
            videos.Begin(trainer, games);
        }

        public void Iterated()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            videos.Iterated();
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            // Room grows now and then; the first call is compiled.
            if (++iterations is > 1 and < 150)
                Assert.That(allocated, Is.Zero);
            for (var e = 0; e < games.Count; e++)
                if (games.Result(e) is { GameEnded: true } result)
                    scores.Add((result.Score, trainer.TotalSteps));
        }

        public void Report(in TrainingStatus status) =>
            videos.Report(status with { Elapsed = TimeSpan.FromHours(trainer.Step > half ? 1.5 : 0.5) });

        public void End() => videos.End();
    }

    private sealed class Silence : IProgressDisplay
    {
        public TimeSpan Interval => TimeSpan.Zero;

        public void Show(Action<Action<TrainingStatus>> training) => training(_ => { });
    }
}
