using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>How a <see cref="LayerPart"/> comes from what it reads.</summary>
public enum LayerPartKind
{
    /// <summary><see cref="Kernels.Conv2d"/>.</summary>
    Convolution,

    /// <summary><see cref="Kernels.Linear"/>.</summary>
    Linear,

    /// <summary><see cref="Kernels.Relu"/>, where it stands on its own.</summary>
    Relu,

    /// <summary><see cref="Kernels.Dueling"/>: of a value and of advantages.</summary>
    Dueling,

    /// <summary><see cref="Kernels.QuantileValues"/>: action values as means of their quantiles.</summary>
    Quantiles,

    /// <summary><see cref="Kernels.CategoricalValues"/>: action values as means of returns by their probabilities.</summary>
    Categories,

    /// <summary>A layer that does not say.</summary>
    Other,
}

/// <summary>Units of a layer that can be looked at: all of a convolution's, but each of the four linear layers inside a dueling head.</summary>
/// <param name="Kind">How they come from what they read.</param>
/// <param name="Output">Shape of one sample.</param>
/// <param name="Name">Its name within the layer; null: the layer's own.</param>
/// <param name="HasRelu">True: the output has gone through a ReLU.</param>
/// <param name="Weights">Number of the weight tensor among <see cref="Layer.Parameters"/>; null: no weights.</param>
/// <param name="Bias">Number of the bias tensor; null: no bias.</param>
/// <param name="Convolution">Sizes of a convolution of one sample.</param>
public sealed record LayerPart(
    LayerPartKind Kind, ActivationShape Output, string? Name = null, bool HasRelu = false, int? Weights = null, int? Bias = null, Conv2dShape? Convolution = null)
{
    /// <summary>Numbers of the parts of the same layer that it reads; empty: it reads the layer's input.</summary>
    public IReadOnlyList<int> From { get; init; } = [];

    /// <summary>Z, the numbers of an action that a dueling layer combines, or that action values are made of.</summary>
    public int Atoms { get; init; } = 1;

    /// <summary>The returns of <see cref="LayerPartKind.Categories"/>.</summary>
    public CategoricalSupport? Support { get; init; }
}
