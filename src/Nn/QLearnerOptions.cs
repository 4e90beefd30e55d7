using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>How a <see cref="QLearner"/> learns. The defaults are the article's.</summary>
public sealed record QLearnerOptions
{
    /// <summary>N, transitions in a minibatch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Minibatches that may be on their way at once, at least 2: as many updates can be queued before one is waited for.</summary>
    public int Slots { get; init; } = 2;

    /// <summary>What is made small: which learner of the family it is.</summary>
    public Objective Objective { get; init; } = new DqnObjective();

    /// <summary>The optimiser.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Constants of Adam, when that is the optimiser.</summary>
    public AdamSettings Adam { get; init; } = AdamSettings.Default;

    /// <summary>Constants of RMSProp, when that is the optimiser.</summary>
    public RmsPropSettings RmsProp { get; init; } = RmsPropSettings.Nature;

    /// <summary>Step size of the optimiser, above 0.</summary>
    public float LearningRate { get; init; } = 2.5e-4f;

    /// <summary>Optimiser, constants and step size as the <see cref="Nn.Optimizer"/> takes them.</summary>
    public OptimizerOptions OptimizerOptions => new() { Kind = Optimizer, Adam = Adam, RmsProp = RmsProp, LearningRate = LearningRate };

    /// <summary>Longest gradient; longer ones are scaled down. Null: no clipping.</summary>
    public float? MaxGradientNorm { get; init; }

    /// <summary>True: each slot's <see cref="MinibatchSlot.Weights"/> scale the losses, for prioritised replay.</summary>
    public bool UseImportanceWeights { get; init; }

    /// <summary>True: an update is recorded once as a graph and launched as a whole (devices without graphs replay the calls).</summary>
    public bool UseGraph { get; init; } = true;

    /// <summary>Distribution of the initial parameters.</summary>
    public Initialization Initialization { get; init; } = Initialization.HeNormal;

    /// <summary>Seed of the initial parameters.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (BatchSize < 1)
            throw new ArgumentOutOfRangeException(nameof(BatchSize), BatchSize, $"The minibatch must hold at least 1 transition, not {BatchSize}.");
        if (Slots < 2)
            throw new ArgumentOutOfRangeException(nameof(Slots), Slots, $"A learner takes at least 2 slots, one to fill while the other is learnt from, not {Slots}.");
        OptimizerOptions.Validate();
        if (MaxGradientNorm is { } norm && !(norm > 0))
            throw new ArgumentOutOfRangeException(nameof(MaxGradientNorm), norm, $"The largest gradient norm must be above 0, but is {norm}.");
    }
}
