using System.Reflection;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

/// <summary>The presets, number by number.</summary>
public sealed class TrainingPresetsTests
{
    private const string Fast = """
        steps 2000000
        target-score
        score-window 100
        seed 1
        weights
        device auto
        precision fp32
        threads 0
        envs 8
        rom
        mode
        difficulty
        preprocessing sb3
        sticky
        frame-skip
        noop-max
        max-frames
        frame-stack
        life-loss
        clip-reward
        full-actions false
        net patch
        dueling false
        rescale-dueling false
        noisy false
        layer-norm false
        learner dqn
        atoms 51
        v-min -10
        v-max 10
        quantiles 200
        kappa 1
        munchausen-alpha 0.9
        munchausen-temperature 0.03
        munchausen-clip -1
        double false
        n-step 3
        loss huber
        initialization he-normal
        optimizer adam
        center-input true
        learning-rate 0.0006
        learning-rate-end 4e-5
        learning-rate-steps 600000
        adam-beta1 0.9
        adam-beta2 0.999
        rmsprop-decay 0.95
        optimizer-epsilon 1e-5
        max-gradient-norm 0
        batch-size 32
        gamma 0.99
        train-every 8
        train-every-growth 2
        train-every-steps 450000
        updates 1
        target-every 2000
        target-tau 1
        play-target false
        replay-capacity 100000
        replay-on auto
        prefill 10000
        prioritized true
        priority-alpha 0.6
        priority-beta 0.4
        priority-beta-steps 2000000
        epsilon-start 1
        epsilon-end 0.001
        epsilon-steps 100000
        epsilon-spread 0
        evaluate-every 0
        evaluate-games 10
        evaluate-epsilon 0.05
        best-by training
        out
        checkpoint-every 5
        snapshot-every 50000
        snapshots-size 200
        best-after 0
        save-replay false
        video false
        """;

    [Test]
    public void FastIs() => Assert.That(Flags(TrainingPresets.Fast), Is.EqualTo(Fast.ReplaceLineEndings("\n").Split('\n')));

    [Test]
    public void ArticleIsFastBut() => Assert.That(Differences(TrainingPresets.Article), Is.EquivalentTo((string[])
    [
        "steps 6000000", "envs 1", "net article", "n-step 1", "loss mse", "center-input false", "learning-rate 0.00025", "learning-rate-end", "optimizer-epsilon 1e-8",
        "batch-size 64", "train-every 4", "train-every-growth 1", "target-every 10000", "replay-capacity 150000", "prefill 50000", "prioritized false", "priority-beta-steps",
        "epsilon-start 0.99", "epsilon-end 0.1", "epsilon-steps 1000000", "best-after 850000",
    ]));

    [Test]
    public void NatureIsFastBut() => Assert.That(Differences(TrainingPresets.Nature), Is.EquivalentTo((string[])
    [
        "steps 50000000", "envs 1", "preprocessing nature", "net nature", "n-step 1", "initialization torch-default", "optimizer rmsprop", "center-input false",
        "learning-rate 0.00025",
        "learning-rate-end", "optimizer-epsilon 9.765625e-6", "train-every 4", "train-every-growth 1", "target-every 10000", "replay-capacity 1000000", "prefill 50000",
        "prioritized false", "priority-beta-steps", "epsilon-end 0.1", "epsilon-steps 1000000",
    ]));

    [Test]
    public void RainbowIsNatureBut() => Assert.That(Differences(TrainingPresets.Rainbow, TrainingPresets.Nature), Is.EquivalentTo((string[])
    [
        "learner c51", "double true", "dueling true", "noisy true", "n-step 3", "optimizer adam", "learning-rate 6.25e-5", "optimizer-epsilon 0.00015", "target-every 8000",
        "prefill 20000", "prioritized true", "priority-alpha 0.5", "epsilon-start 0", "epsilon-end 0", "epsilon-steps 0",
    ]));

    [Test]
    public void QrDqnIsNatureBut() => Assert.That(Differences(TrainingPresets.QrDqn, TrainingPresets.Nature), Is.EquivalentTo((string[])
        ["learner qr-dqn", "optimizer adam", "learning-rate 5e-5", "optimizer-epsilon 0.0003125", "epsilon-end 0.01"]));

    [Test]
    public void MunchausenIsNatureBut() => Assert.That(Differences(TrainingPresets.Munchausen, TrainingPresets.Nature), Is.EquivalentTo((string[])
    [
        "learner munchausen", "preprocessing dopamine", "optimizer adam", "learning-rate 5e-5", "optimizer-epsilon 0.0003125", "target-every 8000", "prefill 20000",
        "epsilon-end 0.01", "epsilon-steps 250000",
    ]));

    [Test]
    public void TheArticlesPreprocessingIsStableBaselines3s() => Assert.That(
        TrainingPresets.Article.ToPreprocessing(), Is.EqualTo(new PreprocessingOptions
        {
            Name = "sb3",
            NoOpMax = 30,
            FrameSkip = 4,
            Pooling = FramePooling.MaxThenGray,
            FireReset = true,
            LifeLoss = LifeLoss.Ignored,
            ClipReward = true,
            StackSize = 4,
            StackStart = StackStart.RepeatFirstFrame,
            MaxFramesPerEpisode = 108_000,
        }));

    [Test]
    public void NaturesPreprocessingEndsAnEpisodeWithALife() => Assert.That(
        TrainingPresets.Nature.ToPreprocessing(), Is.EqualTo(new PreprocessingOptions
        {
            Name = "nature",
            NoOpMax = 30,
            FrameSkip = 4,
            Pooling = FramePooling.MaxThenGray,
            FireReset = false,
            LifeLoss = LifeLoss.TerminalAndContinue,
            ClipReward = true,
            StackSize = 4,
            StackStart = StackStart.Zeros,
            MaxFramesPerEpisode = 108_000,
        }));

    [TestCase("article", 1_343_030)]
    [TestCase("nature", 1_687_206)]
    [TestCase("qrdqn", 1_687_206 + 513 * 6 * 199)]
    [TestCase("mdqn", 1_687_206)]
    [TestCase("rainbow", 77_984 + 2 * (2 * 3_137 * 512 + 513 * 51 * 7))]
    public void TheNetworksAreThosePublished(string preset, int parameters) =>
        Assert.That(TrainingPresets.Find(preset).ToNetwork(actions: 6).ParameterCount, Is.EqualTo(parameters));

    /// <summary>The paper sums the gradient over the minibatch and has .01 under the root; here the gradient is a mean.</summary>
    [Test]
    public void NaturesStepsAreThoseOfASummedGradient()
    {
        var nature = TrainingPresets.Nature;
        double[] gradients = [0.4, -3, 0.001];
        var published = Moved(new(0.95f, 0.01f, Centred: true, EpsilonInsideRoot: true), gradients);
        var ours = Moved(nature.ToLearner(4, gathered: false).RmsProp, [.. gradients.Select(g => g / nature.BatchSize)]);
        for (var i = 0; i < published.Length; i++)
            Assert.That(ours[i], Is.EqualTo(published[i]).Within(1e-6).Percent);

        static double[] Moved(RmsPropSettings settings, double[] gradients)
        {
            var (parameters, mean, square) = (new double[3], new double[3], new double[3]);
            for (var step = 0; step < 3; step++)
                RmsPropReference.Step(settings, 2.5e-4, parameters, gradients, mean, square);
            return parameters;
        }
    }

    [Test]
    public void AnUnknownPresetIsTold() =>
        Assert.That(() => TrainingPresets.Find("natur"), Throws.InstanceOf<OptionException>().With.Message.Contains("Did you mean 'nature'?"));

    private static IEnumerable<string> Differences(TrainingOptions preset, TrainingOptions? from = null) =>
        Flags(preset).Except(Flags(from ?? TrainingPresets.Fast));

    /// <summary>Every flag with its value, as a user would type them.</summary>
    private static string[] Flags(TrainingOptions options) =>
    [
        .. typeof(TrainingOptions).GetProperties()
            .Where(property => property.IsDefined(typeof(FlagAttribute)))
            .Select(property => $"{OptionFlags.NameOf(property)[2..]} {OptionText.Show(property.GetValue(options))}".TrimEnd()),
    ];
}
