using DqnGpu.Kernels;

namespace DqnGpu.Nn;

/// <summary>
/// The description of a layer: its sizes, its parameters, its formula in double precision. Immutable, without memory of its own.
/// </summary>
/// <remarks>
/// A layer of your own derives from this class and from <see cref="LayerPass"/>, which runs it on a device. Check it with one line:
/// <code>GradientCheck.Verify(device, new MyLayer(), new ActivationShape(5, 4, 3));</code>
/// With <see cref="ToOnnx"/> it stands in ONNX files as well.
/// </remarks>
public abstract class Layer
{
    /// <summary>What comes out when <paramref name="input"/> comes in.</summary>
    /// <exception cref="ArgumentException">The layer cannot take such an input; the message names both.</exception>
    public abstract ActivationShape OutputShape(ActivationShape input);

    /// <summary>The layer's parameters, in the order in which they lie in the flat buffer.</summary>
    public virtual IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) => [];

    /// <summary>
    /// True when the output has gone through a fused ReLU, so that whoever computes dL/d(output) masks it where the output is 0.
    /// </summary>
    public virtual bool HasFusedRelu => false;

    /// <summary>
    /// What <see cref="LayerPass.Backward"/> multiplies dL/dx by, where an algorithm changes the gradient on its way: 1 for a true derivative. So
    /// <see cref="GradientCheck"/> expects dL/dx, and all that comes of it in the layers before, times this.
    /// </summary>
    public virtual double InputGradientFactor => 1;

    /// <summary>True for a layer that can read the frames' bytes, as the first layer of a network must.</summary>
    public virtual bool ReadsFrames => false;

    /// <summary>
    /// True for a layer that takes its input as a vector; the PyTorch class has a <c>Flatten</c> in front of the first of these.
    /// </summary>
    public virtual bool TakesVector => false;

    /// <summary>True for a layer whose weights have noise (<see cref="LayerPass.Noise"/>), so that whoever acts with it explores.</summary>
    public virtual bool HasNoise => false;

    /// <summary>Modules that stand for this layer in PyTorch's <c>nn.Sequential</c>: a fused ReLU is one of its own there.</summary>
    public int TorchModules => HasFusedRelu ? 2 : 1;

    /// <summary>Multiply-adds of one sample's forward pass.</summary>
    public virtual long MultiplyAdds(ActivationShape input) => 0;

    /// <summary>What can be looked at inside the layer, in the order in which it is computed; the last part's output is the layer's own.</summary>
    /// <remarks>One part where a layer is one sum; of a layer that says no more, a part whose sum is not known.</remarks>
    public virtual IReadOnlyList<LayerPart> Parts(ActivationShape input) => [new(LayerPartKind.Other, OutputShape(input))];

    /// <summary>Memory and operations of this layer for minibatches of <paramref name="n"/> samples on a device.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="input">Shape of one input sample.</param>
    /// <param name="n">N, samples in a minibatch.</param>
    /// <param name="training">False: only forward, so that nothing is allocated for gradients.</param>
    public abstract LayerPass CreatePass(Device device, ActivationShape input, int n, bool training);

    /// <summary>The layer as its formula in double precision: the specification that <see cref="GradientCheck"/> differentiates.</summary>
    /// <param name="input">Shape of one input sample.</param>
    /// <param name="n">N, samples in the minibatch.</param>
    /// <param name="x">Input [N, H, W, C].</param>
    /// <param name="parameters">This layer's parameters, at the offsets of <see cref="ParameterTensor.LayOut"/>.</param>
    /// <param name="y">Output [N, output shape]; written, fused activation included.</param>
    public abstract void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y);

    /// <summary>Adds the nodes that compute the layer to an ONNX file; <see cref="OnnxFile"/> calls it for one layer after the other.</summary>
    /// <param name="graph">What they are added to.</param>
    /// <param name="x">The input; its <see cref="OnnxValue.Shape"/> is that of one sample.</param>
    /// <param name="parameters">Names of the tensors of <see cref="Parameters"/>, in their order; the file has them in PyTorch's shapes and layouts.</param>
    /// <returns>The output, fused activation included.</returns>
    /// <exception cref="NotSupportedException">The layer does not say.</exception>
    public virtual OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) => throw new NotSupportedException(
        $"{GetType().Name} does not say which ONNX nodes compute it, so no ONNX file can be written. Override {nameof(Layer)}.{nameof(ToOnnx)} in it.");

    /// <summary>As <see cref="ReferenceForward(ActivationShape, int, ReadOnlySpan{double}, ReadOnlySpan{double}, Span{double})"/>, with noise in the weights.</summary>
    /// <param name="input">Shape of one input sample.</param>
    /// <param name="n">N, samples in the minibatch.</param>
    /// <param name="x">Input [N, H, W, C].</param>
    /// <param name="parameters">This layer's parameters, at the offsets of <see cref="ParameterTensor.LayOut"/>.</param>
    /// <param name="y">Output [N, output shape]; written, fused activation included.</param>
    /// <param name="noiseKey">Key of the layer's noise, as in <see cref="WeightNoise"/>; a layer whose weights have none ignores it.</param>
    /// <param name="draw">Number of the draw.</param>
    public virtual void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y, ulong noiseKey, int draw) =>
        ReferenceForward(input, n, x, parameters, y);

    /// <summary>
    /// Tensor number <paramref name="index"/> of <see cref="Parameters"/> within the parameters of a reference forward pass.
    /// </summary>
    protected ReadOnlySpan<double> Tensor(ActivationShape input, ReadOnlySpan<double> parameters, int index)
    {
        var tensor = ParameterTensor.LayOut(Parameters(input)).Tensors[index];
        return parameters.Slice(tensor.Offset, tensor.Length);
    }
}
