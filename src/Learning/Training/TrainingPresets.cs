using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>Named sets of <see cref="TrainingOptions"/>.</summary>
public static class TrainingPresets
{
    /// <summary>The name of <see cref="Fast"/>.</summary>
    public const string FastName = "fast";

    /// <summary>
    /// Learns Pong soonest on the clock, on two cores without a GPU: a small network, inputs counted from the background's gray, 3-step returns, prioritised
    /// replay, much play for each update and more and more of it, a falling learning rate.
    /// </summary>
    public static TrainingOptions Fast { get; } = new();

    /// <summary>The article's algorithm with its numbers and nothing else.</summary>
    /// <remarks>
    /// The article is a tutorial on deep Q-learning for Atari games in PyTorch, with the Arcade Learning Environment and the wrappers of
    /// Stable-Baselines3, after Mnih et al. 2015. Its network is smaller than theirs: convolutions of 16 and 32 filters, and 512 hidden units. This
    /// project began as its algorithm, so "the article's" means it everywhere.
    /// </remarks>
    public static TrainingOptions Article { get; } = new()
    {
        Preset = "article",
        Steps = 6_000_000,
        Envs = 1,
        Preprocessing = PreprocessingOptions.Sb3.Name,
        Net = NetworkKind.Article,
        Double = false,
        NStep = 1,
        Loss = LossKind.MeanSquaredError,
        Optimizer = OptimizerKind.Adam,
        CenterInput = false,
        LearningRate = 2.5e-4,
        LearningRateEnd = null,
        OptimizerEpsilon = 1e-8,
        BatchSize = 64,
        Gamma = 0.99,
        TrainEvery = 4,
        TrainEveryGrowth = 1,
        TargetEvery = 10_000,
        ReplayCapacity = 150_000,
        Prefill = 50_000,
        Prioritized = false,
        PriorityBetaSteps = null,
        EpsilonStart = 0.99,
        EpsilonEnd = 0.1,
        EpsilonSteps = 1_000_000,
        BestAfter = 850_000,
    };

    /// <summary>Mnih et al., "Human-level control through deep reinforcement learning", 2015, extended data table 1.</summary>
    /// <remarks>
    /// <para>Their RMSProp has .01 under the root, where the gradient is summed over the minibatch of 32. Here it is the mean, a 32nd of that,
    /// and its variance a 1024th: so is the number under the root, which makes the steps the same.</para>
    /// <para>The table says of C, the time between two copies to the target network, that its 10,000 are updates, which would be 40,000 agent
    /// steps. The program published with the paper counts agent steps, as <c>TargetEvery</c> does.</para>
    /// </remarks>
    public static TrainingOptions Nature { get; } = new()
    {
        Preset = "nature",
        Steps = 50_000_000,
        Envs = 1,
        Preprocessing = PreprocessingOptions.Nature.Name,
        Net = NetworkKind.Nature,
        Initialization = Initialization.TorchDefault,
        Double = false,
        NStep = 1,
        Loss = LossKind.Huber,
        Optimizer = OptimizerKind.RmsProp,
        CenterInput = false,
        LearningRate = 2.5e-4,
        LearningRateEnd = null,
        RmspropDecay = 0.95,
        OptimizerEpsilon = 0.01 / (32 * 32),
        BatchSize = 32,
        Gamma = 0.99,
        TrainEvery = 4,
        TrainEveryGrowth = 1,
        TargetEvery = 10_000,
        ReplayCapacity = 1_000_000,
        Prefill = 50_000,
        Prioritized = false,
        PriorityBetaSteps = null,
        EpsilonStart = 1,
        EpsilonEnd = 0.1,
        EpsilonSteps = 1_000_000,
    };

    /// <summary>Hessel et al., "Rainbow: Combining Improvements in Deep Reinforcement Learning", 2018, table 1; what is not in it is <see cref="Nature"/>'s.</summary>
    /// <remarks>
    /// The table counts frames, four for an agent step. It prioritises by the divergence of the distributions, and explores by the noise of the weights alone.
    /// Whether the gradient of the dueling head is scaled, as Wang et al. 2016 do it, the paper does not say; here it is not.
    /// </remarks>
    public static TrainingOptions Rainbow { get; } = Nature with
    {
        Preset = "rainbow",
        Learner = LearnerKind.C51,
        Atoms = 51,
        VMin = -10,
        VMax = 10,
        Double = true,
        Dueling = true,
        Noisy = true,
        NStep = 3,
        Optimizer = OptimizerKind.Adam,
        LearningRate = 6.25e-5,
        OptimizerEpsilon = 1.5e-4,
        TargetEvery = 8_000,
        Prefill = 20_000,
        Prioritized = true,
        PriorityAlpha = 0.5,
        PriorityBeta = 0.4,
        EpsilonStart = 0,
        EpsilonEnd = 0,
        EpsilonSteps = 0,
    };

    /// <summary>Dabney et al., "Distributional Reinforcement Learning with Quantile Regression", 2018: QR-DQN-1; what it does not say is <see cref="Nature"/>'s.</summary>
    public static TrainingOptions QrDqn { get; } = Nature with
    {
        Preset = "qrdqn",
        Learner = LearnerKind.QrDqn,
        Quantiles = 200,
        Kappa = 1,
        Optimizer = OptimizerKind.Adam,
        LearningRate = 5e-5,
        OptimizerEpsilon = 0.01 / 32,
        EpsilonEnd = 0.01,
    };

    /// <summary>Vieillard, Pietquin, Geist, "Munchausen Reinforcement Learning", 2020: M-DQN.</summary>
    /// <remarks>The numbers of table 1 in its appendix, and where it refers to Dopamine those of the program that was published with it, Huber's loss among them.</remarks>
    public static TrainingOptions Munchausen { get; } = Nature with
    {
        Preset = "mdqn",
        Learner = LearnerKind.Munchausen,
        MunchausenAlpha = 0.9,
        MunchausenTemperature = 0.03,
        MunchausenClip = -1,
        Preprocessing = PreprocessingOptions.Dopamine.Name,
        Optimizer = OptimizerKind.Adam,
        LearningRate = 5e-5,
        OptimizerEpsilon = 0.01 / 32,
        TargetEvery = 8_000,
        Prefill = 20_000,
        EpsilonEnd = 0.01,
        EpsilonSteps = 250_000,
    };

    /// <summary>All presets.</summary>
    public static IReadOnlyList<TrainingOptions> All { get; } = [Fast, Article, Nature, Rainbow, QrDqn, Munchausen];

    /// <summary>The preset of a name.</summary>
    /// <exception cref="OptionException">There is none of that name; the message lists them.</exception>
    public static TrainingOptions Find(string name) =>
        All.FirstOrDefault(preset => preset.Preset == name)
        ?? throw new OptionException(
            $"There is no preset '{name}'.{Spelling.DidYouMean(name, All.Select(preset => preset.Preset))} Presets: {string.Join(", ", All.Select(preset => preset.Preset))}.");
}
