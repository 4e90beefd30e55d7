using System.Text.RegularExpressions;
using DqnGpu.Kernels;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class StepTimesTests
{
    [Test]
    public void EveryPartOfATrainingTakesTimeAndAllTogetherNoMoreThanTheTraining()
    {
        using var device = Devices.Open("simd", new DeviceOptions(Threads: 1));
        using var environments = new TinyEnvironment<Corridor.State>(new Corridor(), 4, Corridor.Side, seed: 1);
        using var trainer = new Trainer(
            device, environments, TrainerTests.TinyNetwork(environments), new() { Envs = 4, Prefill = 100, ReplayCapacity = 1_000, EpsilonSteps = 0 });
        var began = System.Diagnostics.Stopwatch.StartNew();
        while (trainer.Updates < 20)
            trainer.Iterate();
        var whole = began.Elapsed;

        var parts = Enum.GetValues<StepPart>();
        Assert.That(parts.Select(trainer.Times.Of), Is.All.GreaterThan(TimeSpan.Zero));
        Assert.That(parts.Sum(part => trainer.Times.Of(part).Ticks), Is.LessThanOrEqualTo(whole.Ticks));
        var percents = Regex.Matches(trainer.Times.Shares(whole), @"(\d+) %").Select(match => int.Parse(match.Groups[1].Value)).ToArray();
        Assert.That(percents, Has.Length.EqualTo(parts.Length + 1));
        Assert.That(percents.Sum(), Is.EqualTo(100).Within(3), "each is rounded");
    }

    [Test]
    public void NamesItsPartsAndTheRest() =>
        Assert.That(new StepTimes().Shares(TimeSpan.FromSeconds(1)), Is.EqualTo("act 0 %, play 0 %, learn 0 %, store 0 %, other 100 %"));
}
