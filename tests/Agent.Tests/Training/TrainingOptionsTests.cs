using System.Globalization;
using System.Reflection;
using DqnGpu.Kernels;
using DqnGpu.Nn;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>What the parts of a training get of the options.</summary>
public sealed class TrainingOptionsTests
{
    private static IEnumerable<PropertyInfo> OfNoSeed => TrainingOptions.Resumable
        .Except([nameof(TrainingOptions.Device), nameof(TrainingOptions.Precision)])
        .Append(nameof(TrainingOptions.Seed)).Append(nameof(TrainingOptions.Out)).Append(nameof(TrainingOptions.BestAfter))
        .Select(name => typeof(TrainingOptions).GetProperty(name)!);

    [TestCaseSource(nameof(OfNoSeed))]
    public void WhatChangesNothingOfWhatIsLearntIsNoDifferenceBetweenSeeds(PropertyInfo property)
    {
        var changed = new TrainingOptions();
        var type = OptionText.TypeOf(property);
        var value = property.GetValue(changed);
        property.SetValue(changed, type == typeof(string) ? "other"
            : type == typeof(bool) ? !(bool)value!
            : type.IsEnum ? Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value))
            : Convert.ChangeType(12_345, type, CultureInfo.InvariantCulture));
        Assert.That(changed, Is.Not.EqualTo(new TrainingOptions()));
        Assert.That(changed.WithoutSeed(), Is.EqualTo(new TrainingOptions().WithoutSeed()));
    }

    [Test]
    public void TheOptimisersNumbersReachTheLearner()
    {
        var options = new TrainingOptions { AdamBeta1 = 0.8, AdamBeta2 = 0.95, RmspropDecay = 0.7, OptimizerEpsilon = 1e-3 }.ToLearner(4, gathered: false);
        Assert.That(options.Adam, Is.EqualTo(new AdamSettings(0.8f, 0.95f, 1e-3f)));
        Assert.That(options.RmsProp, Is.EqualTo(RmsPropSettings.Nature with { Decay = 0.7f, Epsilon = 1e-3f }));
    }

    [Test]
    public void TheFrameStackIsTheNetworksInputAndTheReplayMemorysState([Values] NetworkKind net, [Values] bool dueling)
    {
        var options = new TrainingOptions { FrameStack = 3, Net = net, Dueling = dueling };
        Assert.That(options.ToNetwork(6).Frames, Is.EqualTo(new FrameShape(3, 84, 84)));
        Assert.That(options.ToAtariReplay().StackSize, Is.EqualTo(3));
    }

    [Test]
    public void RewardsAreClippedWithAnyPreprocessingUnlessSaidOtherwise([Values("sb3", "gymnasium", "dopamine", "nature", "ale")] string preprocessing)
    {
        var options = new TrainingOptions { Preprocessing = preprocessing };
        Assert.That(options.ToPreprocessing().ClipReward);
        Assert.That((options with { ClipReward = false }).ToPreprocessing().ClipReward, Is.False);
    }

    [TestCase(1.5e-5, 1e-6)]
    [TestCase(6e-4, 4e-5)]
    [TestCase(1.5e-3, 1e-4)]
    public void TheStepSizesKeepTheirProportion(double learningRate, double end) =>
        Assert.That(TrainingPresets.Fast.LearningRateEndFor(learningRate), Is.EqualTo(end));

    [TestCase(10_000, 10, false)]
    [TestCase(null, 30, false)] // the preprocessing's own 30
    [TestCase(null, 31, true)]
    [TestCase(10_000, 0, true)]
    public void AGameMustBeLongerThanItsFirstNoOps(int? noopMax, int maxFrames, bool isSound)
    {
        var options = new TrainingOptions { NoopMax = noopMax, MaxFrames = maxFrames };
        Assert.That(options.Validate, isSound ? Throws.Nothing : Throws.InstanceOf<OptionException>().With.Message.Contains("leaves nothing to play of --max-frames"));
    }

    [Test]
    public void AStepSizeThatStaysStays() => Assert.That(TrainingPresets.Article.LearningRateEndFor(1e-5), Is.Null);
}
