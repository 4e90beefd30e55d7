using System.Text.Json.Serialization;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The learners of the family: what the network says of an action, and which loss is made small.</summary>
public enum LearnerKind
{
    /// <summary>One value, <see cref="DqnObjective"/>: Mnih et al. 2015, and Double DQN.</summary>
    Dqn,

    /// <summary>Probabilities of returns, <see cref="CategoricalObjective"/>: Bellemare et al. 2017.</summary>
    C51,

    /// <summary>Quantiles of the return, <see cref="QuantileObjective"/>: Dabney et al. 2018.</summary>
    QrDqn,

    /// <summary>One value, of a soft policy that is paid for being sure, <see cref="MunchausenObjective"/>: Vieillard et al. 2020.</summary>
    Munchausen,
}

/// <summary>What the best agent of a run is chosen by.</summary>
public enum BestBy
{
    /// <summary>The mean score of the last games of the training, which are played while it learns.</summary>
    Training,

    /// <summary>The mean score of an evaluation, all of whose games the same agent plays.</summary>
    Evaluation,
}

/// <summary>Every option of a training run. Steps are agent steps: one decision, usually four frames of the game.</summary>
/// <remarks>The defaults are the preset <see cref="TrainingPresets.Fast"/>.</remarks>
public sealed record TrainingOptions
{
    /// <summary>The heading of the options that say which run it is.</summary>
    public const string Run = "Run";

    private const string Game = "Game";
    private const string Network = "Network and loss";
    private const string Learning = "Learning";
    private const string Replay = "Replay memory";
    private const string Exploration = "Exploration";
    private const string Evaluation = "Evaluation";
    private const string Output = "Output";

    /// <summary>The most frames in a state.</summary>
    internal const int LargestFrameStack = 16;

    // Beyond any run, and such that nothing counted in steps overflows.
    private const double MostSteps = 1e12;

    // Minibatches of bytes soon outgrow the processor's cache, and then take twice as long to gather; those of frame numbers do not.
    private const long SlotMemoryOfBytes = 8L << 20;
    private const long SlotMemoryOfFrameNumbers = 128L << 20;

    /// <summary>The options that a resumed run may change: none of them says what has been learnt so far.</summary>
    public static IReadOnlyCollection<string> Resumable { get; } =
    [
        nameof(Steps), nameof(TargetScore), nameof(Device), nameof(Precision), nameof(Threads), nameof(Rom), nameof(ReplayOn), nameof(CheckpointEvery), nameof(SaveReplay), nameof(Video),
        nameof(EvaluateEvery), nameof(EvaluateGames), nameof(EvaluateEpsilon), nameof(BestBy),
        nameof(SnapshotEvery), nameof(SnapshotsSize),
    ];

    /// <summary>The preset that the options started from.</summary>
    public string Preset { get; init; } = TrainingPresets.FastName;

    // What an option does stands in its flag, for the command line and for readers alike.
#pragma warning disable CS1591
    [Flag(Run, "agent steps to train, those that fill the replay memory aside", Min = 1, Max = MostSteps)]
    public long Steps { get; init; } = 2_000_000;

    [Flag(Run, "stop as soon as the mean score of the last --score-window games reaches this")]
    public double? TargetScore { get; init; }

    [Flag(Run, "games that the mean score is taken over", Min = 1, Max = 100_000)]
    public int ScoreWindow { get; init; } = 100;

    [Flag(Run, "seed of everything random; the same seed on the same device gives the same bits", Min = 0)]
    public long Seed { get; init; } = 1;

    [Flag(Run, "weights to start from: a .safetensors file, or a run folder, whose best are taken; the optimiser starts anew, and epsilon where --epsilon-start says")]
    public string? Weights { get; init; }

    [Flag(Run, "auto, cuda, opencl, simd or ilgpu-cpu; with several GPUs cuda:1")]
    public string Device { get; init; } = Devices.Auto;

    [Flag(Run, "what the network computes in; tf32 and tf32x3 (3xTF32) are for CUDA GPUs with tensor cores")]
    public Precision Precision { get; init; } = Precision.Fp32;

    [Flag(Run, "threads for consoles and the replay memory, and as many for the SIMD device; 0: one for each core", Min = 0, Max = 1024)]
    public int Threads { get; init; }

    [Flag(Run, "games played side by side", Alias = "environments", Min = 1, Max = 1024)]
    public int Envs { get; init; } = 8;

    [Flag(Game, "cartridge file; otherwise the ROM folder's, or the cartridge that comes with this program")]
    public string? Rom { get; init; }

    [Flag(Game, "game mode; otherwise the game's first", Min = 0, Max = ushort.MaxValue)]
    public int? Mode { get; init; }

    [Flag(Game, "difficulty switches; otherwise both at B", Min = 0, Max = 3)]
    public int? Difficulty { get; init; }

    [Flag(Game, "preprocessing to start from", Names = ["sb3", "gymnasium", "dopamine", "nature", "ale"])]
    public string Preprocessing { get; init; } = PreprocessingOptions.Sb3.Name;

    [Flag(Game, "sticky actions: probability that a frame repeats the last action; otherwise the preprocessing's", Min = 0, Max = 1)]
    public float? Sticky { get; init; }

    [Flag(Game, "frames in a step; otherwise the preprocessing's", Min = 1, Max = 1000)]
    public int? FrameSkip { get; init; }

    [Flag(Game, "up to how many frames of NOOP begin a game; otherwise the preprocessing's", Min = 0, Max = 10_000)]
    public int? NoopMax { get; init; }

    [Flag(Game, "frames after which a game is cut off, 0: never; otherwise the preprocessing's", Min = 0)]
    public int? MaxFrames { get; init; }

    [Flag(Game, "frames in a state, the network's input; otherwise the preprocessing's", Min = 1, Max = LargestFrameStack)]
    public int? FrameStack { get; init; }

    [Flag(Game, "what the loss of a life means to the learner; otherwise the preprocessing's")]
    public LifeLoss? LifeLoss { get; init; }

    [Flag(Game, "clip rewards to their sign or not, with any preprocessing; not said: true")]
    public bool? ClipReward { get; init; }

    [Flag(Game, "all 18 actions instead of the game's own")]
    public bool FullActions { get; init; }

    [Flag(Network, "convolutional network")]
    public NetworkKind Net { get; init; } = NetworkKind.Patch;

    [Flag(Network, "dueling head: state value and advantages apart (Wang et al. 2016)")]
    public bool Dueling { get; init; }

    [Flag(Network, "scale the gradient that a dueling head sends to the convolutions by 1/sqrt(2), as Wang et al. 2016 do")]
    public bool RescaleDueling { get; init; }

    [Flag(Network, "noise on the weights of the linear layers that is learnt, to explore by (Fortunato et al. 2018)")]
    public bool Noisy { get; init; }

    [Flag(Network, "normalise what comes out of each layer in front of the head before its ReLU (Ba et al. 2016)")]
    public bool LayerNorm { get; init; }

    [Flag(Network, "what is learnt of an action: a value (dqn), probabilities of returns (c51), quantiles (qr-dqn), a value of a soft policy (munchausen)")]
    public LearnerKind Learner { get; init; } = LearnerKind.Dqn;

    [Flag(Network, "c51: returns whose probabilities are learnt", Min = 2, Max = 1000)]
    public int Atoms { get; init; } = 51;

    [Flag(Network, "c51: the least of them", Min = -1e6, Max = 1e6)]
    public double VMin { get; init; } = -10;

    [Flag(Network, "c51: the greatest of them", Min = -1e6, Max = 1e6)]
    public double VMax { get; init; } = 10;

    [Flag(Network, "qr-dqn: quantiles of an action", Min = 1, Max = 1000)]
    public int Quantiles { get; init; } = 200;

    [Flag(Network, "qr-dqn: error from which on its Huber function is a straight line", Min = 1e-6, Max = 1e6)]
    public double Kappa { get; init; } = 1;

    [Flag(Network, "munchausen: how much of tau ln pi(a|s) is added to the reward", Min = 0, Max = 1)]
    public double MunchausenAlpha { get; init; } = 0.9;

    [Flag(Network, "munchausen: tau, the temperature of the soft policy", Min = 1e-6, Max = 1e3)]
    public double MunchausenTemperature { get; init; } = 0.03;

    [Flag(Network, "munchausen: the least that tau ln pi(a|s) counts as", Min = -1e6, Max = 0)]
    public double MunchausenClip { get; init; } = -1;

    [Flag(Network, "Double DQN: the online network chooses, the target network values (van Hasselt et al. 2016)")]
    public bool Double { get; init; }

    [Flag(Network, "rewards summed before bootstrapping", Min = 1, Max = 100)]
    public int NStep { get; init; } = 3;

    [Flag(Network, "dqn and munchausen: error function")]
    public LossKind Loss { get; init; } = LossKind.Huber;

    [Flag(Network, "initial weights")]
    public Initialization Initialization { get; init; } = Initialization.HeNormal;

    [Flag(Learning, "optimiser")]
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    [Flag(Learning, "count the first layer's inputs from the background's gray value, the most frequent one of the first frames, when the optimiser steps")]
    public bool CenterInput { get; init; } = true;

    [Flag(Learning, "step size of the optimiser", Alias = "lr", Min = 1e-12, Max = 10)]
    public double LearningRate { get; init; } = 6e-4;

    [Flag(Learning, "step size at the end, neared in a straight line; where only --learning-rate is given, it changes in proportion", Min = 1e-12, Max = 10)]
    public double? LearningRateEnd { get; init; } = 4e-5;

    [Flag(Learning, "agent steps from the one step size to the other", Min = 0, Max = MostSteps)]
    public long LearningRateSteps { get; init; } = 600_000;

    [Flag(Learning, "decay of Adam's mean of the gradient", Min = 0, Max = 0.999999)]
    public double AdamBeta1 { get; init; } = 0.9;

    [Flag(Learning, "decay of Adam's mean of the squared gradient", Min = 0, Max = 0.999999)]
    public double AdamBeta2 { get; init; } = 0.999;

    [Flag(Learning, "decay of RMSProp's means of the gradient and of its square", Min = 0, Max = 0.999999)]
    public double RmspropDecay { get; init; } = 0.95;

    [Flag(Learning, "epsilon of Adam, or of RMSProp (inside the root)", Min = 1e-30, Max = 1)]
    public double OptimizerEpsilon { get; init; } = 1e-5;

    [Flag(Learning, "largest norm of the gradient; 0: not clipped", Min = 0, Max = 1e30)]
    public double MaxGradientNorm { get; init; }

    [Flag(Learning, "transitions in a minibatch", Min = 1, Max = 65536)]
    public int BatchSize { get; init; } = 32;

    [Flag(Learning, "discount of the future", Min = 0, Max = 1)]
    public double Gamma { get; init; } = 0.99;

    [Flag(Learning, "agent steps between two trainings", Min = 1)]
    public int TrainEvery { get; init; } = 8;

    [Flag(Learning, "how many times as many agent steps lie between two trainings at the end, when there is less left to learn", Min = 1, Max = 1000)]
    public double TrainEveryGrowth { get; init; } = 2;

    [Flag(Learning, "agent steps from the one pace of training to the other; trainings a step change in a straight line", Min = 1, Max = MostSteps)]
    public long TrainEverySteps { get; init; } = 450_000;

    [Flag(Learning, "minibatches in one training", Min = 1, Max = 10_000)]
    public int Updates { get; init; } = 1;

    [Flag(Learning, "agent steps between two updates of the target network", Min = 1, Max = MostSteps)]
    public long TargetEvery { get; init; } = 2_000;

    [Flag(Learning, "share of the online network that such an update of the target network takes over; 1: a whole copy", Min = 1e-6, Max = 1)]
    public double TargetTau { get; init; } = 1;

    [Flag(Learning, "play with the target network, a mean of the last online ones where --target-tau is below 1, instead of the online network")]
    public bool PlayTarget { get; init; }

    [Flag(Replay, "frames kept, one for each transition", Alias = "replay", Min = 1, Max = MostSteps)]
    public long ReplayCapacity { get; init; } = 100_000;

    [Flag(Replay, "where the frames lie that minibatches are made of; auto: on a device with memory of its own, if they fit")]
    public ReplayPlace ReplayOn { get; init; } = ReplayPlace.Auto;

    [Flag(Replay, "random steps that fill the replay memory before the first", Min = 1, Max = MostSteps)]
    public long Prefill { get; init; } = 10_000;

    [Flag(Replay, "prioritised replay, proportional (Schaul et al. 2016)")]
    public bool Prioritized { get; init; } = true;

    [Flag(Replay, "how much priorities matter", Min = 0, Max = 1)]
    public double PriorityAlpha { get; init; } = 0.6;

    [Flag(Replay, "how much of the priorities' bias the weights correct at the start; at the end it is 1", Min = 0, Max = 1)]
    public double PriorityBeta { get; init; } = 0.4;

    [Flag(Replay, "agent steps until they correct all of it; otherwise as many as the run is begun with", Min = 1, Max = MostSteps)]
    public long? PriorityBetaSteps { get; init; } = 2_000_000;

    [Flag(Exploration, "probability of a random action at the start", Min = 0, Max = 1)]
    public double EpsilonStart { get; init; } = 1;

    [Flag(Exploration, "probability of a random action at the end", Min = 0, Max = 1)]
    public double EpsilonEnd { get; init; } = 0.001;

    [Flag(Exploration, "agent steps from the one to the other", Min = 0, Max = MostSteps)]
    public long EpsilonSteps { get; init; } = 100_000;

    [Flag(Exploration, "the games explore by turns: game e of E plays with epsilon to the power 1 + this * e / (E - 1) (Ape-X: 7, with an epsilon of .4); 0: all alike", Min = 0, Max = 1000)]
    public double EpsilonSpread { get; init; }

    [Flag(Evaluation, "agent steps between two evaluations which the training waits for and which change nothing of it; 0: none", Min = 0, Max = MostSteps)]
    public long EvaluateEvery { get; init; }

    [Flag(Evaluation, "games of an evaluation", Min = 1, Max = 100_000)]
    public int EvaluateGames { get; init; } = 10;

    [Flag(Evaluation, "probability of a random action in an evaluation", Min = 0, Max = 1)]
    public double EvaluateEpsilon { get; init; } = 0.05;

    [Flag(Evaluation, "what the best agent is chosen by: the mean score of the last games of the training, or that of an evaluation")]
    public BestBy BestBy { get; init; } = BestBy.Training;

    [Flag(Output, "run folder; otherwise runs/GAME-TIME")]
    public string? Out { get; init; }

    [Flag(Output, "minutes between two checkpoints; 0: only at the end", Min = 0, Max = 1e9)]
    public double CheckpointEvery { get; init; } = 5;

    [Flag(Output, "agent steps between two snapshots of the weights, the first of them before all training; 0: none", Min = 0, Max = MostSteps)]
    public long SnapshotEvery { get; init; } = 50_000;

    [Flag(Output, "megabytes that snapshots may take: some go where they would take more, but never the first and the newest", Min = 1, Max = 1e9)]
    public int SnapshotsSize { get; init; } = 200;

    [Flag(Output, "agent steps from which on the best agent is kept, then only by means over --score-window games; 0: always, by means over 20 games and more", Min = 0, Max = MostSteps)]
    public long BestAfter { get; init; }

    [Flag(Output, "checkpoints hold the replay memory, so that a resumed run equals an uninterrupted one bit for bit")]
    public bool SaveReplay { get; init; }

    [Flag(Output, "videos of the best game of each hour in the run folder: MP4 where ffmpeg is installed, otherwise GIF")]
    public bool Video { get; init; }
#pragma warning restore CS1591

    /// <summary>The preprocessing with everything that differs from the named one.</summary>
    public PreprocessingOptions ToPreprocessing()
    {
        var named = PreprocessingOptions.Find(Preprocessing);
        return named with
        {
            RepeatActionProbability = Sticky ?? named.RepeatActionProbability,
            FrameSkip = FrameSkip ?? named.FrameSkip,
            NoOpMax = NoopMax ?? named.NoOpMax,
            StackSize = FrameStack ?? named.StackSize,
            MaxFramesPerEpisode = MaxFrames ?? named.MaxFramesPerEpisode,
            LifeLoss = LifeLoss ?? named.LifeLoss,
            ClipReward = ClipReward ?? true,
            FullActionSet = FullActions,
        };
    }

    /// <summary>The schedule of the exploration.</summary>
    public LinearSchedule ToEpsilonSchedule() => new(EpsilonStart, EpsilonEnd, EpsilonSteps);

    /// <summary>The schedule of the optimiser's step size.</summary>
    public LinearSchedule ToLearningRateSchedule() => new(LearningRate, LearningRateEnd ?? LearningRate, LearningRateSteps);

    /// <summary>When trainings are due.</summary>
    public TrainingSchedule ToTrainingSchedule() => new(TrainEvery, TrainEveryGrowth, TrainEverySteps);

    /// <summary>The step size at the end that stands to another one at the start as the present ones do to each other.</summary>
    /// <remarks>Without it a smaller step size alone would grow during training.</remarks>
    public double? LearningRateEndFor(double learningRate) =>
        LearningRateEnd is { } end ? (double)((decimal)learningRate * (decimal)end / (decimal)LearningRate) : null;

    /// <summary>The network for a game with A actions.</summary>
    public Nn.Network ToNetwork(int actions) => ToDesign().Build(actions, ToPreprocessing().StackSize);

    /// <summary>What networks of these options are made of.</summary>
    public AtariNetwork ToDesign() => new(Net)
    {
        Dueling = Dueling,
        RescaleDueling = RescaleDueling,
        Noisy = Noisy,
        LayerNorm = LayerNorm,
        Support = Learner == LearnerKind.C51 ? new CategoricalSupport(Atoms, (float)VMin, (float)VMax) : null,
        Quantiles = Learner == LearnerKind.QrDqn ? Quantiles : null,
    };

    /// <summary>What the learner makes small.</summary>
    public Objective ToObjective() => Learner switch
    {
        LearnerKind.C51 => new CategoricalObjective(Double),
        LearnerKind.QrDqn => new QuantileObjective((float)Kappa, Double),
        LearnerKind.Munchausen => new MunchausenObjective(
            Loss, new((float)MunchausenAlpha, (float)MunchausenTemperature, (float)MunchausenClip)),
        _ => new DqnObjective(Loss, Double),
    };

    /// <summary>The most minibatches that are learnt from between two steps of all environments.</summary>
    [JsonIgnore]
    public int MostUpdatesInARow => checked((Envs + TrainEvery - 1) / TrainEvery * Updates);

    /// <summary>The learner's share of the options.</summary>
    /// <param name="stateLength">Bytes of a state.</param>
    /// <param name="gathered">States are gathered on the device, from numbers of frames.</param>
    public QLearnerOptions ToLearner(int stateLength, bool gathered) => new()
    {
        BatchSize = BatchSize,
        // So that none of the updates between two steps waits for another; but not at any price in memory.
        Slots = (int)Math.Max(
            2, Math.Min((gathered ? SlotMemoryOfFrameNumbers : SlotMemoryOfBytes) / (2L * BatchSize * stateLength), MostUpdatesInARow + 1)),
        Objective = ToObjective(),
        Optimizer = Optimizer,
        Adam = new((float)AdamBeta1, (float)AdamBeta2, (float)OptimizerEpsilon),
        RmsProp = RmsPropSettings.Nature with { Decay = (float)RmspropDecay, Epsilon = (float)OptimizerEpsilon },
        LearningRate = (float)LearningRate,
        MaxGradientNorm = MaxGradientNorm > 0 ? (float)MaxGradientNorm : null,
        UseImportanceWeights = Prioritized,
        Initialization = Initialization,
        Seed = Xoshiro256.StreamSeed((ulong)Seed, (ulong)RandomStream.Weights),
    };

    /// <summary>The replay memory's sizes for frames of <paramref name="frameLength"/> bytes in stacks of <paramref name="stackSize"/>.</summary>
    public ReplayShape ToReplay(int frameLength, int stackSize) => new(
        ReplayCapacity, Envs, frameLength, stackSize, NStep, Gamma,
        RepeatFirstFrame: ToPreprocessing().StackStart == StackStart.RepeatFirstFrame);

    /// <summary>The replay memory's sizes for Atari games.</summary>
    public ReplayShape ToAtariReplay() => ToReplay(PreprocessedEnvironment.FrameSize, ToPreprocessing().StackSize);

    /// <summary>How minibatches are chosen.</summary>
    public ISampler ToSampler()
    {
        var seed = Xoshiro256.StreamSeed((ulong)Seed, (ulong)RandomStream.Replay);
        var slots = ReplayCapacity / Envs * Envs;
        return Prioritized
            ? new PrioritizedSampler(slots, PriorityAlpha, PriorityBeta, ToTrainingSchedule().TrainingsBy(PriorityBetaSteps ?? Steps) * Updates, seed)
            : new UniformSampler(seed);
    }

    /// <summary>The options of a run that is resumed, before it is given other ones: what followed from the number of its steps stays as it was.</summary>
    public TrainingOptions ToResume() => this with { PriorityBetaSteps = PriorityBetaSteps ?? Steps };

    /// <summary>What these options and those of another seed have in common: without the seed, and without what changes nothing of what is learnt.</summary>
    public TrainingOptions WithoutSeed() => this with
    {
        Seed = 0,
        Steps = 1,
        PriorityBetaSteps = Prioritized ? PriorityBetaSteps ?? Steps : null,
        TargetScore = null,
        Threads = 0,
        Rom = null,
        Out = null,
        ReplayOn = ReplayPlace.Auto,
        CheckpointEvery = 0,
        SaveReplay = false,
        Video = false,
        EvaluateEvery = 0,
        EvaluateGames = 1,
        EvaluateEpsilon = 0,
        BestBy = BestBy.Training,
        BestAfter = 0,
        SnapshotEvery = 0,
        SnapshotsSize = 1,
    };

    /// <summary>Checks the options against each other; each alone has been checked where it was read.</summary>
    /// <exception cref="OptionException">Two options contradict each other; the message names both.</exception>
    public void Validate()
    {
        if (Prefill > ReplayCapacity)
            throw new OptionException($"--prefill {Prefill} does not fit into --replay-capacity {ReplayCapacity}: fill fewer steps or keep more.");
        var fewest = (long)Envs * (NStep + 5);
        if (Prefill < fewest)
            throw new OptionException($"--prefill {Prefill} leaves no whole transition with --envs {Envs} and --n-step {NStep}: fill at least {fewest} steps.");
        var preprocessing = ToPreprocessing();
        if (preprocessing.MaxFramesPerEpisode > 0 && preprocessing.NoOpMax >= preprocessing.MaxFramesPerEpisode)
            throw new OptionException(
                $"--noop-max {preprocessing.NoOpMax} leaves nothing to play of --max-frames {preprocessing.MaxFramesPerEpisode}: let games be longer than their first NOOPs.");
        if (BestBy == BestBy.Evaluation && EvaluateEvery == 0)
            throw new OptionException("--best-by evaluation has nothing to choose by: say how often to evaluate, with --evaluate-every.");
        if (Learner == LearnerKind.Munchausen && Double)
            throw new OptionException("--double true has no meaning for --learner munchausen: its soft policy leaves nothing to be maximised.");
        if (Learner == LearnerKind.C51 && VMin >= VMax)
            throw new OptionException($"--v-min {NumberText.Show(VMin)} is not below --v-max {NumberText.Show(VMax)}.");
        if (RescaleDueling && !Dueling)
            throw new OptionException("--rescale-dueling true has nothing to scale without --dueling true.");
        if (EpsilonEnd > EpsilonStart)
            throw new OptionException($"--epsilon-end {EpsilonEnd} is above --epsilon-start {EpsilonStart}: exploration falls during training.");
        try
        {
            ToAtariReplay().Validate();
        }
        catch (ArgumentException exception)
        {
            throw new OptionException($"--replay-capacity {ReplayCapacity}: {exception.Message}");
        }
    }
}

/// <summary>The independent random streams of one run; each is seeded from the run's seed and its own number.</summary>
public enum RandomStream
{
    /// <summary>Initial weights.</summary>
    Weights,

    /// <summary>Minibatches.</summary>
    Replay,

    /// <summary>Exploration.</summary>
    Actions,

    /// <summary>Consoles: no-op starts and sticky actions.</summary>
    Environments,

    /// <summary>Consoles and exploration of an evaluation.</summary>
    Evaluation,

    /// <summary>Noise in the weights of a network that acts.</summary>
    Noise,
}
