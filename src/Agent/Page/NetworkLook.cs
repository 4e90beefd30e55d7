using System.Numerics.Tensors;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A network at work on one state, as a page is told of it.</summary>
/// <param name="Layers">Its layers.</param>
/// <param name="Shape">Sizes of a state.</param>
/// <param name="Frames">The state [C, H, W].</param>
/// <param name="Outputs">Of each layer its activations [H, W, C].</param>
/// <param name="Filters">Weights of the first layer [K, C, R, S].</param>
/// <param name="ParameterNorms">Of each layer the norm of its parameters.</param>
/// <param name="GradientNorms">Of each layer the norm of its gradient; null where nothing is learnt.</param>
/// <param name="DeadRelus">Of each layer what fraction of its units is dead, 0..1; null: not known.</param>
public sealed record NetworkLook(
    IReadOnlyList<ProbedLayer> Layers, FrameShape Shape, byte[] Frames, float[][] Outputs, float[] Filters, float[] ParameterNorms, float[]? GradientNorms,
    double?[] DeadRelus)
{
    /// <summary>Makes it of a network's numbers.</summary>
    /// <param name="network">The network.</param>
    /// <param name="frames">The state [C, H, W].</param>
    /// <param name="outputs">Of each layer its activations [H, W, C].</param>
    /// <param name="parameters">[<see cref="Network.BufferLength"/>].</param>
    /// <param name="gradients">[<see cref="Network.BufferLength"/>]; empty: nothing is learnt.</param>
    /// <param name="dead">Whose units are dead; null: not known.</param>
    public static NetworkLook Of(
        Network network, byte[] frames, float[][] outputs, ReadOnlySpan<float> parameters, ReadOnlySpan<float> gradients, DeadRelus? dead = null)
    {
        var layers = ProbedLayer.Of(network);
        var weights = network.Parameters[0];
        var filters = new float[weights.Length];
        weights.ToTorch(parameters.Slice(weights.Offset, weights.Length), filters);
        return new(
            layers, network.Frames, frames, outputs, filters, Norms(layers, parameters), gradients.IsEmpty ? null : Norms(layers, gradients),
            [.. layers.Select(layer => dead?.Fraction(layer.Index))]);
    }

    /// <summary>q(s, .) [A].</summary>
    public float[] Q => Outputs[^1];

    /// <summary>The layers' names and numbers, as the page's JSON has them.</summary>
    public IEnumerable<object> Labels => Layers.Select((layer, i) => new
    {
        name = layer.Name,
        parameterNorm = ParameterNorms[i],
        gradientNorm = GradientNorms?[i],
        deadRelus = DeadRelus[i],
    });

    /// <summary>Adds the arrays frames, filters, activation.0, activation.1, ...</summary>
    public void AddTo(Message message)
    {
        message.Add<byte>("frames", Frames, Shape.C, Shape.H, Shape.W);
        if (Layers[0].Convolution is { } shape)
            message.Add<float>("filters", Filters, shape.K, shape.C, shape.R, shape.S);
        for (var i = 0; i < Layers.Count; i++)
            message.Add<float>($"activation.{i}", Outputs[i], Layers[i].Output.H, Layers[i].Output.W, Layers[i].Output.C);
    }

    private static float[] Norms(IReadOnlyList<ProbedLayer> layers, ReadOnlySpan<float> flat)
    {
        var norms = new float[layers.Count];
        for (var i = 0; i < norms.Length; i++)
            norms[i] = MathF.Sqrt(Squares(layers[i].Weights, flat) + Squares(layers[i].Bias, flat));
        return norms;
    }

    private static float Squares(ParameterTensor? tensor, ReadOnlySpan<float> flat) =>
        tensor is null ? 0 : TensorPrimitives.SumOfSquares(flat.Slice(tensor.Offset, tensor.Length));
}
