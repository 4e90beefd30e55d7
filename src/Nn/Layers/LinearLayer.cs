using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>Fully connected layer with an optional fused ReLU. The formulas stand at <see cref="Kernels.Linear"/>.</summary>
/// <remarks>An input [H, W, C] is read as a vector of H*W*C features where it lies: flatten is a view.</remarks>
/// <param name="outputs">Output features.</param>
/// <param name="activation">Applied to the sums before they are written.</param>
public sealed class LinearLayer(int outputs, Activation activation = Activation.None) : Layer
{
    private const int Weight = 0;
    private const int Bias = 1;

    /// <inheritdoc/>
    public override bool HasFusedRelu => activation == Activation.Relu;

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        Shape(input, 1).Validate();
        return ActivationShape.Vector(outputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
        [ParameterTensor.LinearWeights("weight", outputs, input), ParameterTensor.Bias("bias", outputs, input.Length)];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) =>
        [new(LayerPartKind.Linear, OutputShape(input), HasRelu: HasFusedRelu, Weights: Weight, Bias: Bias)];

    /// <inheritdoc/>
    public override long MultiplyAdds(ActivationShape input) => Shape(input, 1).MultiplyAdds;

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new LinearPass(device, this, input, n, Weight, Bias);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        LinearReference.Forward(Shape(input, n), x, Tensor(input, parameters, Weight), Tensor(input, parameters, Bias), y, activation);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) =>
        graph.Activate(graph.Linear(x, parameters[Weight], parameters[Bias], outputs), HasFusedRelu);

    private LinearShape Shape(ActivationShape input, int n) => new(n, input.Length, outputs);

    /// <summary>
    /// What <see cref="TdHead"/> and <see cref="ActHead"/> need of this layer for one network: its part of the flat parameters or gradients, cut into
    /// tensors.
    /// </summary>
    internal static LayerBuffers<float> BuffersOf(LayerPass pass, DeviceView<float> input, DeviceView<float> parameters) =>
        new(input, pass.Tensor(parameters, Weight), pass.Tensor(parameters, Bias), pass.Output);
}
