using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>How a <see cref="Model"/> begins and learns.</summary>
public sealed record ModelOptions
{
    /// <summary>The error function of outputs against targets.</summary>
    public LossKind Loss { get; init; } = LossKind.MeanSquaredError;

    /// <summary>Optimiser, constants and step size.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Longest gradient; longer ones are scaled down. Null: no clipping.</summary>
    public float? MaxGradientNorm { get; init; }

    /// <summary>Distribution of the initial parameters.</summary>
    public Initialization Initialization { get; init; } = Initialization.TorchDefault;

    /// <summary>Seed of the initial parameters: the same seed gives the same bits on every machine.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Optimizer.Validate();
        if (MaxGradientNorm is { } norm && !(norm > 0))
            throw new ArgumentOutOfRangeException(nameof(MaxGradientNorm), norm, $"The largest gradient norm must be above 0, but is {norm}.");
    }
}
