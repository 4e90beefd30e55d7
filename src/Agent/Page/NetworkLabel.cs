using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A network as a page is told of it.</summary>
/// <param name="Parameters">Learned numbers.</param>
/// <param name="Layers">Its layers, in their order.</param>
public sealed record NetworkLabel(int Parameters, IReadOnlyList<LayerLabel> Layers)
{
    /// <summary>Names the layers: conv1, conv2, linear1, ..., and the last one output.</summary>
    public static NetworkLabel Of(Network network)
    {
        var counts = new Dictionary<string, int>();
        return new(network.ParameterCount, [.. network.Layers.Select((placed, index) =>
        {
            var kind = placed.Layer switch
            {
                Conv2dLayer => "conv",
                LinearLayer => "linear",
                DuelingHead => "dueling",
                _ => "layer",
            };
            var number = counts[kind] = counts.GetValueOrDefault(kind) + 1;
            var convolution = placed.Layer as Conv2dLayer;
            return new LayerLabel(
                index, index == network.Layers.Count - 1 && kind == "linear" ? "output" : $"{kind}{number}", kind,
                [placed.Input.H, placed.Input.W, placed.Input.C], [placed.Output.H, placed.Output.W, placed.Output.C],
                convolution is null ? null : [convolution.KernelHeight, convolution.KernelWidth], convolution?.Stride, placed.Layer.HasFusedRelu);
        })]);
    }
}

/// <summary>A layer as a page is told of it.</summary>
/// <param name="Index">Its place in the network.</param>
/// <param name="Name">Its name on the page.</param>
/// <param name="Kind">conv, linear, dueling or layer.</param>
/// <param name="Input">[H, W, C].</param>
/// <param name="Output">[H, W, C].</param>
/// <param name="Kernel">[R, S] of a convolution.</param>
/// <param name="Stride">Of a convolution.</param>
/// <param name="Relu">Its outputs went through a ReLU.</param>
public sealed record LayerLabel(
    int Index, string Name, string Kind, IReadOnlyList<int> Input, IReadOnlyList<int> Output, IReadOnlyList<int>? Kernel, int? Stride, bool Relu);
