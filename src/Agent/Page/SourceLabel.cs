using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>The code of an operation, as a page is told of it.</summary>
/// <param name="Name">The method that is called.</param>
/// <param name="File">Path from the repository's root; null: not known.</param>
/// <param name="Line">Its first line; null: not known.</param>
/// <param name="Text">Its lines; null: the source is not there.</param>
/// <param name="Inside">What it sends to the device, down to the arithmetic.</param>
/// <param name="Formula">The same as plain loops.</param>
public sealed record SourceLabel(string Name, string? File, int? Line, IReadOnlyList<string>? Text, IReadOnlyList<MethodSource> Inside, MethodSource? Formula)
{
    /// <summary>Finds it.</summary>
    /// <returns>Null for a device that does not say.</returns>
    public static SourceLabel? Of(Device device, Operation operation)
    {
        MethodSource[] sources = [.. OperationCode.On(device, operation).Select(MethodSource.Of)];
        return sources is [var call, .. var inside]
            ? new(call.Name, call.File, call.Line, call.Text, inside, OperationCode.InReference(operation).Select(MethodSource.Of).FirstOrDefault())
            : null;
    }

    /// <summary>The operation that computes a layer's activations; null: not known.</summary>
    public static Operation? Forward(ProbedLayer layer) => layer.Kind switch
    {
        LayerPartKind.Convolution => layer.From is [] ? Operation.ConvolutionForwardFromFrames : Operation.ConvolutionForward,
        LayerPartKind.Linear => Operation.LinearForward,
        LayerPartKind.Relu => Operation.ReluForward,
        LayerPartKind.Dueling => Operation.DuelingForward,
        LayerPartKind.Quantiles => Operation.QuantileValuesForward,
        LayerPartKind.Categories => Operation.CategoricalValuesForward,
        _ => null,
    };

    /// <summary>The operation by which a layer sends the gradient of its activations on to what it reads; null: not known.</summary>
    public static Operation? BackwardToInput(ProbedLayer layer) => layer.Kind switch
    {
        LayerPartKind.Convolution => Operation.ConvolutionBackwardInput,
        LayerPartKind.Linear => Operation.LinearBackwardInput,
        LayerPartKind.Relu => Operation.ReluBackward,
        LayerPartKind.Dueling => Operation.DuelingBackward,
        _ => null,
    };

    /// <summary>The operation that computes the gradients of a layer's parameters; null: not known.</summary>
    public static Operation? BackwardToWeights(ProbedLayer layer) => layer.Kind switch
    {
        LayerPartKind.Convolution => layer.From is [] ? Operation.ConvolutionBackwardWeightsFromFrames : Operation.ConvolutionBackwardWeights,
        LayerPartKind.Linear => Operation.LinearBackwardWeights,
        _ => null,
    };
}
