using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A <see cref="LayerPart"/> in its place in a network: the units that one sees as a layer.</summary>
/// <param name="Index">Its number; what it reads has lower ones.</param>
/// <param name="Name"><c>conv1</c>, <c>linear1</c>, <c>output</c>; in a dueling head also <c>value hidden</c>, <c>advantage hidden</c>, <c>value</c>, <c>advantage</c>.</param>
/// <param name="Kind">How it comes from what it reads.</param>
/// <param name="From">Numbers of the layers that it reads: one, or with <see cref="LayerPartKind.Dueling"/> value and advantage; empty: the frames.</param>
/// <param name="Input">Shape of one sample of what it reads; of a dueling layer's advantages.</param>
/// <param name="Output">Shape of one sample of its activations.</param>
/// <param name="HasRelu">True: the activations have gone through a ReLU.</param>
/// <param name="Weights">Its weights in the network's flat buffer; null: it has none.</param>
/// <param name="Bias">Its bias in the network's flat buffer; null: it has none.</param>
/// <param name="Convolution">Sizes of a convolution, with N = 1.</param>
public sealed record ProbedLayer(
    int Index, string Name, LayerPartKind Kind, IReadOnlyList<int> From, ActivationShape Input, ActivationShape Output, bool HasRelu,
    ParameterTensor? Weights, ParameterTensor? Bias, Conv2dShape? Convolution)
{
    /// <summary>Z, the numbers of an action that a dueling layer combines, or that action values are made of.</summary>
    public int Atoms { get; init; } = 1;

    /// <summary>The returns of <see cref="LayerPartKind.Categories"/>.</summary>
    public CategoricalSupport? Support { get; init; }

    /// <summary>What it multiplies the gradient by that it sends back to what it reads: <see cref="Layer.InputGradientFactor"/>.</summary>
    public float InputGradientFactor { get; init; } = 1;

    /// <summary>Stands for the frames where a layer's number is asked for.</summary>
    public const int Frames = -1;

    /// <summary>All layers of a network, in the order in which they are computed.</summary>
    public static IReadOnlyList<ProbedLayer> Of(Network network)
    {
        var placed = new List<ProbedLayer>();
        var tensorsBefore = 0;
        foreach (var layer in network.Layers)
        {
            var firstPart = placed.Count;
            foreach (var part in layer.Layer.Parts(layer.Input))
            {
                int[] from = part.From is [] ? firstPart == 0 ? [] : [firstPart - 1] : [.. part.From.Select(number => firstPart + number)];
                placed.Add(new(
                    placed.Count, part.Name ?? NameOf(part.Kind), part.Kind, from, part.From is [] ? layer.Input : placed[from[^1]].Output, part.Output,
                    part.HasRelu, Tensor(part.Weights), Tensor(part.Bias), part.Convolution)
                {
                    Atoms = part.Atoms,
                    Support = part.Support,
                    InputGradientFactor = part.From is [] ? (float)layer.Layer.InputGradientFactor : 1,
                });
            }
            tensorsBefore += layer.Layer.Parameters(layer.Input).Count;
        }
        placed[^1] = placed[^1] with { Name = "output" };
        return placed;

        ParameterTensor? Tensor(int? number) => number is { } n ? network.Parameters[tensorsBefore + n] : null;

        string NameOf(LayerPartKind kind) => kind switch
        {
            LayerPartKind.Convolution => "conv",
            LayerPartKind.Linear => "linear",
            LayerPartKind.Relu => "relu",
            LayerPartKind.Dueling => "dueling",
            _ => "layer",
        } + (placed.Count(earlier => earlier.Kind == kind) + 1);
    }
}
