using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class OptionsFileTests
{
    [Test]
    public void WhatIsWrittenIsReadBack([Values("fast", "article", "nature", "rainbow", "qrdqn", "mdqn")] string preset)
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
        Assert.That(read, Is.EqualTo(TrainingPresets.Nature with
        {
            OptimizerEpsilon = 0.01,
            Initialization = Initialization.HeNormal,
            LearningRateSteps = 600_000,
        }));
        Assert.That(
            (read.ScoreWindow, read.FrameStack, read.AdamBeta1, read.AdamBeta2, read.RmspropDecay), Is.EqualTo((100, (int?)null, 0.9, 0.999, 0.95)));
    }

    [Test]
    public void AnOptionThatIsGoneIsPassedOver() =>
        Assert.That(OptionsFile.FromJson("""{ "preset": "nature", "gatherThreads": 2 }""", "text"), Is.EqualTo(TrainingPresets.Nature));

    [Test]
    public void ALearningRateAloneKeepsItsProportionToTheEnd()
    {
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1.5e-5 }""", "text").LearningRateEnd, Is.EqualTo(1e-6));
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1e-5, "learningRateEnd": 3e-5 }""", "text").LearningRateEnd, Is.EqualTo(3e-5));
        Assert.That(OptionsFile.FromJson("""{ "learningRate": 1e-5, "learningRateEnd": null }""", "text").LearningRateEnd, Is.Null);
    }

    [TestCase("""{ "batchSize": -5 }""", "run.json: batchSize takes a whole number of 1 to 65_536, not '-5'.")]
    [TestCase("""{ "steps": 1.5 }""", "run.json: steps takes a whole number of 1 to 1_000_000_000_000, not '1.5'.")]
    [TestCase("""{ "steps": null }""", "run.json: steps takes a whole number of 1 to 1_000_000_000_000, not 'null'.")]
    [TestCase("""{ "steps": [5] }""", "run.json: steps takes a whole number of 1 to 1_000_000_000_000, not '[5]'.")]
    [TestCase("""{ "learningRate": 1e300 }""", "run.json: learningRate takes a number of 1e-12 to 10, not '1e300'.")]
    [TestCase("""{ "bachSize": 5 }""", "run.json: there is no option bachSize. Did you mean 'batchSize'?")]
    [TestCase("""{ "preprocessing": "none" }""", "run.json: preprocessing takes one of sb3, gymnasium, dopamine, nature, ale, not 'none'.")]
    [TestCase("""{ "preprocessing": null }""", "run.json: preprocessing takes one of sb3, gymnasium, dopamine, nature, ale, not 'null'.")]
    [TestCase("""{ "net": "natur" }""", "run.json: net takes one of article, nature, patch, not 'natur'. Did you mean 'nature'?")]
    [TestCase("""{ "dueling": "maybe" }""", "run.json: dueling takes true or false, not 'maybe'.")]
    [TestCase("""{ "out": "" }""", "run.json: out must not be empty.")]
    [TestCase("""{ "preset": 5 }""", "There is no preset '5'.")]
    [TestCase("[]", "run.json holds no training options: it begins with no {.")]
    [TestCase("""{ "batchSize": """, "run.json holds no training options: ")]
    public void AMistakeIsToldInOneLine(string json, string expected)
    {
        var error = Assert.Throws<OptionException>(() => OptionsFile.FromJson(json, "run.json"));
        Assert.That(error!.Message, Does.StartWith(expected).And.Not.Contain('\n'));
    }

    [Test]
    public void ValuesMayBeWrittenAsOnTheCommandLine() =>
        Assert.That(
            OptionsFile.FromJson("""{ "steps": "6M", "loss": "mse", "optimizer": "rmsprop", /* off */ "dueling": false, }""", "text"),
            Is.EqualTo(TrainingPresets.Fast with { Steps = 6_000_000, Loss = LossKind.MeanSquaredError, Optimizer = OptimizerKind.RmsProp }));
}
