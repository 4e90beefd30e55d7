using System.Runtime.InteropServices;
using System.Text;
using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>How often a training waits for the device, as the CUDA driver in software counts it: <c>DQNGPU_LIBCUDA</c> names it.</summary>
/// <remarks>Its device does nothing before somebody waits for it, so every wait that any timing could bring is seen.</remarks>
[Category("Slow")]
public sealed unsafe class WaitsTests
{
    private static readonly TrainingOptions Quick = new()
    {
        Envs = 40,
        Prefill = 400,
        ReplayCapacity = 2_000,
        BatchSize = 8,
        TrainEvery = 20,
        TrainEveryGrowth = 1,
        Prioritized = false,
        TargetEvery = 80,
        EpsilonStart = 0.5,
        NStep = 3,
    };

    [Test]
    public void AnIterationWaitsOnlyForItsActionsAndTheBestAgentForNothing(
        [Values("cuda")] string name, [Values] bool prioritized, [Values(ReplayPlace.Host, ReplayPlace.Device)] ReplayPlace place, [Values(20, 40)] int trainEvery)
    {
        if (Environment.GetEnvironmentVariable("DQNGPU_LIBCUDA") is not { } library
            || !NativeLibrary.TryGetExport(NativeLibrary.Load(library), "stand_in_count", out var export))
        {
            Assert.Ignore("Only the CUDA driver in software counts.");
            return;
        }
        var count = (delegate* unmanaged<byte*, nint>)export;
        var options = Quick with { Prioritized = prioritized, ReplayOn = place, TrainEvery = trainEvery };
        using var device = Devices.Open(name);
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), options.Envs, Corridor.Side, seed: 1);
        using var trainer = new Trainer(device, environments, TrainerTests.TinyNetwork(environments), options);
        using var best = new BestAgent(trainer);
        // Every graph is captured, and every buffer of partial sums has its size.
        while (trainer.Updates < 8)
            trainer.Iterate();

        var (updates, rate) = (trainer.Updates, trainer.Learner.Optimizer.LearningRate);
        while (trainer.Updates < updates + 40 || trainer.Learner.Optimizer.LearningRate == rate)
        {
            var before = Waits();
            trainer.Iterate();
            best.Take(new("corridor", "", options, trainer.TotalSteps, trainer.Updates, trainer.Games.MeanScore));
            Assert.That(Waits() - before, Is.EqualTo(1), $"in the iteration up to step {trainer.Step}");
        }
        Assert.That(trainer.Loss, Is.Not.NaN, "statistics were read on the way");

        long Waits()
        {
            fixed (byte* name = Encoding.UTF8.GetBytes("waits\0"))
                return count(name);
        }
    }
}
