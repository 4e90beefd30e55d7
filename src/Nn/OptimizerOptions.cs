using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>Which optimiser makes the steps.</summary>
public enum OptimizerKind
{
    /// <summary><see cref="Kernels.Adam"/>.</summary>
    Adam,

    /// <summary><see cref="Kernels.RmsProp"/>.</summary>
    RmsProp,
}

/// <summary>How an <see cref="Optimizer"/> steps. The defaults are PyTorch's of Adam.</summary>
public sealed record OptimizerOptions
{
    /// <summary>The optimiser.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.Adam;

    /// <summary>Constants of Adam, when that is the optimiser.</summary>
    public AdamSettings Adam { get; init; } = AdamSettings.Default;

    /// <summary>Constants of RMSProp, when that is the optimiser.</summary>
    public RmsPropSettings RmsProp { get; init; } = RmsPropSettings.Nature;

    /// <summary>Step size, above 0.</summary>
    public float LearningRate { get; init; } = 1e-3f;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        if (!(LearningRate > 0))
            throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, $"The learning rate must be above 0, but is {LearningRate}.");
    }
}
