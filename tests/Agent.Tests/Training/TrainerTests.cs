using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The whole agent on games so small that their best policies are known.</summary>
public sealed class TrainerTests
{
    private static readonly TrainingOptions Quick = new()
    {
        Steps = 12_000,
        Envs = 4,
        Prefill = 500,
        ReplayCapacity = 8_000,
        BatchSize = 32,
        TrainEvery = 4,
        TrainEveryGrowth = 1,
        Prioritized = false,
        LearningRate = 1e-3,
        OptimizerEpsilon = 1e-8,
        TargetEvery = 80,
        Gamma = 0.9,
        EpsilonSteps = 6_000,
        EpsilonEnd = 0.05,
        NStep = 1,
        Double = false,
    };

    private static IEnumerable<TestCaseData> Variants =>
    [
        new TestCaseData(Quick).SetArgDisplayNames("plain"),
        new TestCaseData(Quick with { Double = true, NStep = 3 }).SetArgDisplayNames("double, 3-step"),
        new TestCaseData(Quick with { Prioritized = true }).SetArgDisplayNames("prioritised"),
        new TestCaseData(Quick with { Loss = LossKind.MeanSquaredError, TargetTau = 0.02, TargetEvery = 4, MaxGradientNorm = 10 }).SetArgDisplayNames("soft target, clipped"),
        new TestCaseData(Quick with { TargetTau = 0.1, TargetEvery = 16, PlayTarget = true, LearningRateEnd = 1e-4, LearningRateSteps = 10_000 })
            .SetArgDisplayNames("plays with the soft target, falling learning rate"),
        new TestCaseData(Quick with { Optimizer = OptimizerKind.RmsProp, OptimizerEpsilon = 0.01 }).SetArgDisplayNames("RMSProp"),
        new TestCaseData(C51).SetArgDisplayNames("C51"),
        new TestCaseData(Quick with { Learner = LearnerKind.QrDqn, Quantiles = 20 }).SetArgDisplayNames("QR-DQN"),
        new TestCaseData(Quick with { Learner = LearnerKind.Munchausen }).SetArgDisplayNames("Munchausen"),
        new TestCaseData(Rainbow).SetArgDisplayNames("Rainbow"),
        new TestCaseData(Quick with { EpsilonStart = 0.4, EpsilonEnd = 0.4, EpsilonSpread = 7 }).SetArgDisplayNames("games explore by turns"),
    ];

    private static TrainingOptions C51 => Quick with { Learner = LearnerKind.C51, Atoms = 21, VMin = -1, VMax = 1 };

    private static TrainingOptions Rainbow => C51 with { Double = true, Dueling = true, Noisy = true, NStep = 3, Prioritized = true, EpsilonStart = 0, EpsilonEnd = 0 };

    [TestCaseSource(nameof(Variants))]
    public void SolvesTheCorridor(TrainingOptions options)
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 2));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (!trainer.Done)
            trainer.Iterate();
        Assert.That(trainer.Games.MeanScore, Is.GreaterThan(0.95), "nearly every game reaches the end");

        using var games = new TinyEnvironment<Corridor.State>(new Corridor(), 2, Corridor.Side, seed: 2);
        using var evaluator = new Evaluator(device, trainer.Learner.Network, trainer.Player, games, games: 4, epsilon: 0, seed: 1);
        var result = evaluator.Play();
        Assert.That(result.Scores, Is.All.EqualTo(1));
        Assert.That(result.Frames, Is.All.EqualTo(Corridor.Side - 1), "the shortest way");
    }

    [Test]
    public void InputsAreCountedFromTheBackgroundOnceThereIsSomethingToLearnFrom([Values] bool centre)
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), Quick.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments), Quick with { CenterInput = centre });
        while (trainer.Filling)
        {
            Assert.That(trainer.Learner.InputCentre, Is.Null);
            trainer.Iterate();
        }
        var background = Background.MostFrequentGray(trainer.Replay) / 255f;
        Assert.That(trainer.Learner.InputCentre, Is.EqualTo(centre ? background : null));
    }

    [Test]
    public void TheBackgroundIsTheMostFrequentGrayOfTheStoredFrames()
    {
        using var replay = new ReplayMemory(new(100, 2, 4, 2, 1, 0.9, RepeatFirstFrame: true), new UniformSampler(1));
        replay.Begin(0, [7, 7, 1, 1]);
        replay.Append(0, 0, 0, false, false, [7, 9, 9, 200]);
        replay.Begin(1, [9, 9, 9, 200]);
        Assert.That(Background.MostFrequentGray(replay), Is.EqualTo(9));
        replay.Append(1, 0, 0, false, false, [1, 1, 1, 1]);
        Assert.That(Background.MostFrequentGray(replay), Is.EqualTo(1), "six of 1, five of 9");
    }

    [Test]
    public void TheTargetMovesByItsShareWhenItIsDueAndStaysOtherwise([Values(1, 0.25)] double tau)
    {
        var options = Quick with { Prefill = 100, TargetTau = tau, TargetEvery = 20 };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (trainer.Filling)
            trainer.Iterate();
        while (trainer.Step < 100)
        {
            var (target, step) = (trainer.Learner.Target.ToArray(), trainer.Step);
            trainer.Iterate();
            var online = trainer.Learner.Online.ToArray();
            var share = trainer.Step / options.TargetEvery > step / options.TargetEvery ? tau : 0;
            var expected = target.Zip(online, (old, current) => (1 - share) * old + share * current);
            Assert.That(trainer.Learner.Target.ToArray(), Is.EqualTo(expected).Within(1e-6), $"step {trainer.Step}");
            Assert.That(online, Is.Not.EqualTo(target));
        }
    }

    [Test]
    public void TheLearningRateFollowsItsSchedule()
    {
        var options = Quick with { LearningRateEnd = 1e-4, LearningRateSteps = 4_000 };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (trainer.Step < 2_000)
            trainer.Iterate();
        // It is set in whole thousands of steps, as it was at the beginning of the iteration that reached them.
        var expected = (float)options.ToLearningRateSchedule().At(2_000 - options.Envs);
        Assert.That(expected, Is.LessThan(6e-4));
        Assert.That(trainer.Learner.Optimizer.Schedule.ToArray()[0], Is.EqualTo(expected));
        while (trainer.Step < 5_000)
            trainer.Iterate();
        Assert.That(trainer.Learner.Optimizer.Schedule.ToArray()[0], Is.EqualTo(1e-4f));
    }

    [Test]
    public void SolvesTheBandit()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 2));
        using var environments = new TinyEnvironment<PatternBandit.State>(new PatternBandit(), Quick.Envs, PatternBandit.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments), Quick with { Gamma = 0.5 });
        while (!trainer.Done)
            trainer.Iterate();
        using var games = new TinyEnvironment<PatternBandit.State>(new PatternBandit(), 2, PatternBandit.Side, seed: 2);
        using var evaluator = new Evaluator(device, trainer.Learner.Network, trainer.Player, games, games: 20, epsilon: 0, seed: 1);
        var result = evaluator.Play();
        Assert.That(result.Scores, Is.All.EqualTo(PatternBandit.Pictures));
    }

    [Test]
    public void SameSeedGivesTheSameBits([Values] bool rainbow, [Values] bool prioritized)
    {
        var options = (rainbow ? Rainbow : Quick) with { Steps = 400, Prioritized = prioritized, Double = true, NStep = 3 };
        var once = Weights(options, threads: 1);
        Assert.That(Weights(options, threads: 1), Is.EqualTo(once), "run twice");
        Assert.That(Weights(options, threads: 3), Is.EqualTo(once), "with more threads");
        Assert.That(Weights(options with { ReplayOn = ReplayPlace.Device }, threads: 2), Is.EqualTo(once), "gathered from the mirror on the device");
        Assert.That(Weights(options with { Seed = 2 }, threads: 1), Is.Not.EqualTo(once), "with another seed");
    }

    [Test]
    public void ManyGamesGiveTheSameBitsAtAnyNumberOfThreads([Values(ReplayPlace.Host, ReplayPlace.Device)] ReplayPlace place)
    {
        var options = Quick with { Envs = 40, Steps = 800, TrainEvery = 20, Prioritized = true, ReplayOn = place };
        var once = Weights(options with { Threads = 1 }, threads: 1);
        Assert.That(Weights(options with { Threads = 2 }, threads: 1), Is.EqualTo(once));
        Assert.That(Weights(options with { Threads = 5 }, threads: 2), Is.EqualTo(once));
    }

    [Test]
    public void AnIterationAllocatesNothing(
        [Values] bool rainbow, [Values] bool prioritized, [Values(ReplayPlace.Host, ReplayPlace.Device)] ReplayPlace place)
    {
        var options = (rainbow ? Rainbow : Quick) with
        {
            Envs = 40,
            TrainEvery = 20,
            Prioritized = prioritized,
            ReplayOn = place,
            ReplayCapacity = 1_000,
            EpsilonStart = 0.1,
            LearningRateEnd = 1e-4,
        };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 2));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        for (var i = 0; i < 60; i++)
            trainer.Iterate();
        // The test runner's own threads allocate now and then, on a busy machine in every tenth of a second; what an iteration allocates, all of its kind do.
        var leastOfKind = new Dictionary<(bool LearningRate, bool BeginsStatistics, bool EndsStatistics, bool Target), long>();
        var statisticsAreDue = false;
        for (var i = 0; i < 1_600 && (i < 100 || leastOfKind.Values.Any(bytes => bytes > 0)); i++)
        {
            var (step, updates, before) = (trainer.Step, trainer.Updates, GC.GetTotalAllocatedBytes(precise: true));
            trainer.Iterate();
            var bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
            var kind = (Crossed(step, 1_000), updates / 32 != trainer.Updates / 32, statisticsAreDue, Crossed(step, options.TargetEvery));
            statisticsAreDue = kind.Item2;
            leastOfKind[kind] = Math.Min(bytes, leastOfKind.GetValueOrDefault(kind, long.MaxValue));
        }
        Assert.That(leastOfKind.Values, Is.All.Zero);
        var kinds = leastOfKind.Keys;
        Assert.That(kinds.Any(kind => kind.LearningRate) && kinds.Any(kind => kind.BeginsStatistics) && kinds.Any(kind => kind.EndsStatistics) && kinds.Any(kind => kind.Target));

        bool Crossed(long step, long period) => step / period != trainer.Step / period;
    }

    [Test]
    public void ResumedWithReplayEqualsUninterrupted([Values] bool rainbow, [Values] bool prioritized, [Values(ReplayPlace.Host, ReplayPlace.Device)] ReplayPlace place)
    {
        var options = (rainbow ? Rainbow : Quick) with { Steps = 400, Prioritized = prioritized, ReplayOn = place };
        var whole = Weights(options, threads: 1);

        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var file = new MemoryStream();
        using (var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1))
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
        {
            while (trainer.Step < 200)
                trainer.Iterate();
            trainer.Save(new BinaryWriter(file), withReplay: true);
        }
        file.Position = 0;
        using (var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 77))
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
        {
            trainer.Load(new BinaryReader(file));
            while (!trainer.Done)
                trainer.Iterate();
            Assert.That(trainer.Learner.Online.ToArray(), Is.EqualTo(whole));
        }
    }

    [Test]
    public void ResumedWithoutReplayFillsItAnewAndGoesOn()
    {
        var options = Quick with { Steps = 1_400, EpsilonSteps = 1_400 };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var file = new MemoryStream();
        double best;
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
        {
            while (trainer.Step < 1_200)
                trainer.Iterate();
            trainer.Save(new BinaryWriter(file), withReplay: false);
            best = trainer.Games.BestMeanScore;
        }
        file.Position = 0;
        using var resumed = new Trainer(device, environments, TinyNetwork(environments, options), options);
        resumed.Load(new BinaryReader(file));
        Assert.That(resumed.Step, Is.EqualTo(1_200));
        Assert.That(resumed.Filling);
        Assert.That(resumed.Games.BestMeanScore, Is.EqualTo(best));
        while (resumed.Filling)
        {
            resumed.Iterate();
            Assert.That(resumed.Improved, Is.False);
            Assert.That(resumed.Games.BestMeanScore, Is.EqualTo(best), "nothing is learnt meanwhile");
        }
        Assert.That(resumed.Games.MeanScore, Is.GreaterThan(best), "although the games went better");
        while (!resumed.Done)
            resumed.Iterate();
        Assert.That(resumed.Step, Is.EqualTo(1_400));
        Assert.That(resumed.FillSteps, Is.EqualTo(options.Prefill));
    }

    // Weights that correct all from the first minibatch on are those that correct all from minibatch 40 on, once 40 are learnt from.
    [Test]
    public void ResumedWithoutReplayThePrioritiesBiasIsCorrectedAsFarAsBefore()
    {
        var options = Quick with { Steps = 400, Prioritized = true };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var file = new MemoryStream();
        using (var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1))
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
        {
            while (trainer.Updates < 40)
                trainer.Iterate();
            trainer.Save(new BinaryWriter(file), withReplay: false);
        }
        Assert.That(Resumed(betaSteps: 40 * options.TrainEvery), Is.EqualTo(Resumed(betaSteps: 1)));
        Assert.That(Resumed(betaSteps: 400 * options.TrainEvery), Is.Not.EqualTo(Resumed(betaSteps: 1)));

        float[] Resumed(long betaSteps)
        {
            file.Position = 0;
            using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
            using var trainer = new Trainer(device, environments, TinyNetwork(environments), options with { PriorityBetaSteps = betaSteps });
            trainer.Load(new BinaryReader(file));
            while (!trainer.Done)
                trainer.Iterate();
            return trainer.Learner.Online.ToArray();
        }
    }

    [Test]
    public void RandomGamesBeforeLearningAreNoAchievement()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), Quick.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments), Quick with { Prefill = 4_000 });
        while (trainer.Filling)
        {
            trainer.Iterate();
            Assert.That(trainer.Improved, Is.False);
        }
        Assert.That(trainer.Games.WindowIsFull);
        Assert.That(trainer.Games.BestMeanScore, Is.NaN);
    }

    [Test]
    public void TheBestIsKeptOnlyAfterTheStepAskedForAndOverAFullWindow()
    {
        var options = Quick with { BestAfter = 1_000, Prefill = 40 };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (!trainer.Improved)
            trainer.Iterate();
        Assert.That(trainer.Step, Is.GreaterThan(1_000));
        Assert.That(trainer.Games.WindowIsFull);
        Assert.That(trainer.Games.BestMeanScore, Is.EqualTo(trainer.Games.MeanScore));
    }

    [Test]
    public void ADivergedTrainingSaysSoAndIsNotSaved([Values] bool prioritized)
    {
        var options = Quick with { Prioritized = prioritized };
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (trainer.Updates == 0)
            trainer.Iterate();
        Assert.That(() => trainer.Save(new BinaryWriter(Stream.Null), withReplay: false), Throws.Nothing);
        // As after a learning rate that is too large: numbers, but no more than that.
        trainer.Learner.SetParameters([.. trainer.Learner.Online.ToArray().Select(weight => weight * 1e6f)]);
        var told = Assert.Throws<DivergenceException>(() =>
        {
            while (!trainer.Done)
                trainer.Iterate();
        });
        Assert.That(told!.Message, Does.StartWith("The training has diverged at step "));
        Assert.That(() => trainer.Save(new BinaryWriter(Stream.Null), withReplay: false), Throws.TypeOf<DivergenceException>());
    }

    [Test]
    public void WeightsThatAreNoNumbersAreNotSaved()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), Quick.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments), Quick);
        var weights = trainer.Learner.Online.ToArray();
        weights[^1] = float.NaN;
        trainer.Learner.Online.CopyFrom(weights);
        Assert.That(() => trainer.Save(new BinaryWriter(Stream.Null), withReplay: false), Throws.TypeOf<DivergenceException>());
    }

    [Test]
    public void StoppedBeforeTheFirstStepBeginsAgain()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var file = new MemoryStream();
        var options = Quick with { Steps = 400 };
        using (var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1))
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
            trainer.Save(new BinaryWriter(file), withReplay: true);
        file.Position = 0;
        using (var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1))
        using (var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options))
        {
            trainer.Load(new BinaryReader(file));
            while (!trainer.Done)
                trainer.Iterate();
            Assert.That(trainer.Learner.Online.ToArray(), Is.EqualTo(Weights(options, threads: 1)));
        }
    }

    private static float[] Weights(TrainingOptions options, int threads)
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: threads));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TinyNetwork(environments, options), options);
        while (!trainer.Done)
            trainer.Iterate();
        return trainer.Learner.Online.ToArray();
    }

    /// <summary>A convolution and 32 units; behind them what the options' learner reads.</summary>
    internal static Network TinyNetwork(IVectorEnvironment environments, TrainingOptions? options = null) => new(
        new FrameShape(4, environments.FrameHeight, environments.FrameWidth),
        [new Conv2dLayer(8, 4, 2), .. (options ?? Quick).ToDesign().Head(environments.ActionCount, hidden: 32)]);
}
