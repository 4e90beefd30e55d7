using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The whole agent on each device that this machine has: it learns the smallest of games, and twice the same.</summary>
public sealed class EveryDeviceTests
{
    private static readonly TrainingOptions Quick = new()
    {
        Steps = 1_200,
        Envs = 8,
        Prefill = 400,
        ReplayCapacity = 2_000,
        BatchSize = 16,
        TrainEvery = 8,
        TrainEveryGrowth = 1,
        Prioritized = false,
        LearningRate = 4e-3,
        TargetEvery = 80,
        Gamma = 0.3,
        EpsilonSteps = 800,
        EpsilonEnd = 0.05,
        NStep = 1,
    };

    // Compiling kernels, and debugging them, takes a while.
    private static IEnumerable<TestCaseData> AvailableDevices => Devices.List().Where(device => device.Available).Select(device =>
        device.Name == "simd" ? new TestCaseData(device.Name) : new TestCaseData(device.Name).SetCategory("Slow"));

    [TestCaseSource(nameof(AvailableDevices))]
    public void LearnsThePatternBanditTheSameWayTwice(string name)
    {
        // ILGPU's CPU accelerator is a debugger, hundreds of times slower than the others.
        var options = name == "ilgpu-cpu" ? Quick with { Steps = 160, Prefill = 200, EpsilonSteps = 100 } : Quick;
        using var device = Devices.Open(name);
        var (score, weights) = Train(device, options);
        Assert.That(Train(device, options).Weights, Is.EqualTo(weights), "the same seed gives the same bits");
        if (name != "ilgpu-cpu")
            Assert.That(score, Is.GreaterThan(0.9 * PatternBandit.Pictures));
    }

    // Rings so short that every other minibatch holds frames that the same step overwrites, and several updates a step: a copy or a gather
    // out of turn shows.
    [TestCaseSource(nameof(AvailableDevices))]
    public void FramesOnTheDeviceGiveTheBitsOfFramesOnTheHost(string name)
    {
        var options = Quick with
        {
            Steps = 120,
            Prefill = 120,
            ReplayCapacity = 160,
            TrainEvery = 2,
            EpsilonStart = 0.5,
            EpsilonSteps = 100,
            NStep = 3,
            Preprocessing = "dopamine",
        };
        using var device = Devices.Open(name);
        Assert.That(
            LearnTheCorridor(device, options with { ReplayOn = ReplayPlace.Device }),
            Is.EqualTo(LearnTheCorridor(device, options with { ReplayOn = ReplayPlace.Host })));
    }

    // Once nothing but random play, where no choice of actions is waited for.
    [TestCaseSource(nameof(AvailableDevices))]
    public void PrioritiesDoNotDependOnHowFarTheDeviceHasCome(string name)
    {
        using var device = Devices.Open(name);
        foreach (var epsilon in (double[])[1, 0.5])
        {
            var options = Quick with
            {
                Steps = 80,
                Prefill = 120,
                ReplayCapacity = 160,
                TrainEvery = 4,
                EpsilonStart = epsilon,
                EpsilonEnd = epsilon,
                Prioritized = true,
            };
            var waited = LearnTheCorridor(device, options, afterIteration: device.Synchronize);
            Assert.That(LearnTheCorridor(device, options), Is.EqualTo(waited), $"epsilon {epsilon}");
        }
    }

    private static float[] LearnTheCorridor(Device device, TrainingOptions options, Action? afterIteration = null)
    {
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TrainerTests.TinyNetwork(environments), options);
        while (!trainer.Done)
        {
            trainer.Iterate();
            afterIteration?.Invoke();
        }
        return trainer.Learner.Online.ToArray();
    }

    private static (double Score, float[] Weights) Train(Device device, TrainingOptions options)
    {
        using var environments = new TinyEnvironment<PatternBandit.State>(new PatternBandit(), options.Envs, PatternBandit.Side, seed: 1);
        var network = new Network(
            new FrameShape(1, PatternBandit.Side, PatternBandit.Side),
            new Conv2dLayer(4, 4, 4), new LinearLayer(16, Activation.Relu), new LinearLayer(environments.ActionCount));
        using var trainer = new Trainer(device, environments, network, options);
        while (!trainer.Done)
            trainer.Iterate();
        using var games = new TinyEnvironment<PatternBandit.State>(new PatternBandit(), 4, PatternBandit.Side, seed: 2);
        using var evaluator = new Evaluator(device, network, trainer.Learner.Online, games, games: 8, epsilon: 0, seed: 1);
        var result = evaluator.Play();
        return (result.Mean, trainer.Learner.Online.ToArray());
    }
}
