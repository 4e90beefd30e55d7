using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class OptionsFileTests
{
    [Test]
    public void WhatIsWrittenIsReadBack([Values("fast", "article", "nature")] string preset)
    {
        var options = TrainingPresets.Find(preset) with { Seed = long.MaxValue, FrameStack = 2, AdamBeta1 = 0.8, ScoreWindow = 30, LearningRateEnd = 1e-3 };
        Assert.That(OptionsFile.FromJson(OptionsFile.ToJson(options), "text"), Is.EqualTo(options));
    }

    /// <summary>As an earlier version wrote it: options that came later have the values that it had built in.</summary>
    [Test]
    public void OptionsOfAnEarlierVersionAreWhatTheyWere()
    {
        var read = OptionsFile.FromJson(
            """
            {
              "preset": "nature",
              "steps": 50000000,
              "targetScore": null,
              "seed": 1,
              "device": "auto",
              "precision": "fp32",
              "threads": 0,
              "envs": 1,
              "rom": null,
              "mode": null,
              "difficulty": null,
              "preprocessing": "nature",
              "sticky": null,
              "frameSkip": null,
              "noopMax": null,
              "maxFrames": null,
              "lifeLoss": null,
              "clipReward": null,
              "fullActions": false,
              "net": "nature",
              "dueling": false,
              "double": false,
              "nStep": 1,
              "loss": "huber",
              "initialization": "heNormal",
              "optimizer": "rmsProp",
              "learningRate": 0.00025,
              "learningRateEnd": null,
              "learningRateSteps": 600000,
              "optimizerEpsilon": 0.01,
              "maxGradientNorm": 0,
              "batchSize": 32,
              "gamma": 0.99,
              "trainEvery": 4,
              "updates": 1,
              "targetEvery": 10000,
              "targetTau": 1,
              "playTarget": false,
              "replayCapacity": 1000000,
              "replayOn": "auto",
              "prefill": 50000,
              "prioritized": false,
              "priorityAlpha": 0.6,
              "priorityBeta": 0.4,
              "epsilonStart": 1,
              "epsilonEnd": 0.1,
              "epsilonSteps": 1000000,
              "out": null,
              "checkpointEvery": 5,
              "saveReplay": false,
              "mostUpdatesInARow": 1
            }
            """, "options.json");
        Assert.That(read, Is.EqualTo(TrainingPresets.Nature with { OptimizerEpsilon = 0.01, Initialization = Initialization.HeNormal }));
        Assert.That(
            (read.ScoreWindow, read.FrameStack, read.AdamBeta1, read.AdamBeta2, read.RmspropDecay), Is.EqualTo((100, (int?)null, 0.9, 0.999, 0.95)));
    }

    [Test]
    public void AnOptionThatIsGoneIsPassedOver() =>
        Assert.That(OptionsFile.FromJson("""{ "preset": "nature", "gatherThreads": 2 }""", "text"), Is.EqualTo(TrainingPresets.Nature));

    [Test]
    public void ALearningRateAloneKeepsItsProportionToTheEnd()
    {
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1e-5 }""", "text").LearningRateEnd, Is.EqualTo(2e-6));
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1e-5, "learningRateEnd": 3e-5 }""", "text").LearningRateEnd, Is.EqualTo(3e-5));
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1e-5, "learningRateEnd": null }""", "text").LearningRateEnd, Is.Null);
    }
}
