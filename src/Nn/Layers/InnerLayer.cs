using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>A layer inside another one, in its place among that one's parameters.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Shape of one input sample.</param>
/// <param name="FirstTensor">Number of its first tensor among the outer layer's.</param>
/// <param name="Offset">Its first parameter, in floats.</param>
internal sealed record InnerLayer(Layer Layer, ActivationShape Input, int FirstTensor, int Offset)
{
    private readonly int tensors = Layer.Parameters(Input).Count;
    private readonly int length = ParameterTensor.LayOut(Layer.Parameters(Input)).Length;

    /// <summary>Its multiply-adds of one sample's forward pass.</summary>
    public long MultiplyAdds => Layer.MultiplyAdds(Input);

    /// <summary>The layer whose tensors follow those of <paramref name="previous"/>, or come first.</summary>
    public static InnerLayer Behind(InnerLayer? previous, Layer layer, ActivationShape input) => previous is null
        ? new(layer, input, 0, 0)
        : new(layer, input, previous.FirstTensor + previous.tensors, previous.Offset + previous.length);

    /// <summary>Its part of the outer layer's parameters or gradients.</summary>
    public DeviceView<float> Slice(DeviceView<float> outer) => outer.Slice(Offset, length);

    /// <summary><see cref="Layer.ToOnnx"/>, of the outer layer's parameters.</summary>
    public OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> outer) =>
        Layer.ToOnnx(graph, x, [.. outer.Skip(FirstTensor).Take(tensors)]);

    /// <summary>The layer's reference, of the outer layer's parameters, and with noise in the weights where that has any.</summary>
    public void ReferenceForward(int n, ReadOnlySpan<double> x, ReadOnlySpan<double> outer, Span<double> y, (ulong Key, int Draw)? outerNoise)
    {
        if (outerNoise is { } noise)
            Layer.ReferenceForward(Input, n, x, outer.Slice(Offset, length), y, WeightNoise.KeyOfPart(noise.Key, FirstTensor), noise.Draw);
        else
            Layer.ReferenceForward(Input, n, x, outer.Slice(Offset, length), y);
    }

    /// <summary>Its noise, where the outer layer has this: that of a part whose number is <see cref="FirstTensor"/>.</summary>
    public WeightNoise Noise(WeightNoise outer) => outer.OfPart(FirstTensor);
}
