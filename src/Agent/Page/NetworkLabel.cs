using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A network as a page is told of it.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Layers">What can be looked at, in the order in which it is computed.</param>
public sealed record NetworkLabel(int Parameters, IReadOnlyList<LayerLabel> Layers)
{
    /// <summary>Describes a network.</summary>
    public static NetworkLabel Of(Network network) => new(network.ParameterCount, [.. ProbedLayer.Of(network).Select(layer => new LayerLabel(
        layer.Index, layer.Name, KindOf(layer.Kind), layer.From, Sizes(layer.Input), Sizes(layer.Output),
        layer.Convolution is { } shape ? [shape.R, shape.S] : null, layer.Convolution?.Stride, layer.HasRelu))]);

    private static int[] Sizes(ActivationShape shape) => [shape.H, shape.W, shape.C];

    private static string KindOf(LayerPartKind kind) => kind == LayerPartKind.Convolution ? "conv" : kind.ToString().ToLowerInvariant();
}

/// <summary>A layer as a page is told of it.</summary>
/// <param name="Index">Its number.</param>
/// <param name="Name">conv1, linear1, output; in a dueling head also value hidden, advantage hidden, value and advantage.</param>
/// <param name="Kind">conv, linear, dueling, relu or other.</param>
/// <param name="From">Numbers of the layers that it reads; empty: the frames.</param>
/// <param name="Input">[H, W, C].</param>
/// <param name="Output">[H, W, C].</param>
/// <param name="Kernel">[R, S] of a convolution.</param>
/// <param name="Stride">Of a convolution.</param>
/// <param name="Relu">Its outputs went through a ReLU.</param>
public sealed record LayerLabel(
    int Index, string Name, string Kind, IReadOnlyList<int> From, IReadOnlyList<int> Input, IReadOnlyList<int> Output, IReadOnlyList<int>? Kernel, int? Stride,
    bool Relu);
