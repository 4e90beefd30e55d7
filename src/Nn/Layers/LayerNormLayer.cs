using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>
/// Normalises each sample over all its features, with a scale and a shift for each, and an optional fused ReLU: PyTorch's
/// <c>nn.LayerNorm([C, H, W])</c>.
/// </summary>
/// <remarks>
/// The formulas stand at <see cref="Kernels.LayerNorm"/>. Scale (<c>weight</c>) and shift (<c>bias</c>) have the shape of a sample [H, W,
/// C]; they begin as 1 and 0, whatever the network's <see cref="Initialization"/>.
/// </remarks>
/// <param name="activation">Applied to the normalised features before they are written.</param>
public sealed class LayerNormLayer(Activation activation = Activation.None) : Layer
{
    private const int Weight = 0;
    private const int Bias = 1;

    /// <inheritdoc/>
    public override bool HasFusedRelu => activation == Activation.Relu;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input) => input;

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
    [
        ParameterTensor.PerFeature("weight", ParameterRole.Weight, input, initialValue: 1),
        ParameterTensor.PerFeature("bias", ParameterRole.Bias, input, initialValue: 0),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) => [new(LayerPartKind.Other, input, HasRelu: HasFusedRelu)];

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        LayerNormReference.Forward(
            x, Tensor(input, parameters, Weight), Tensor(input, parameters, Bias), y, mean: new double[n], rstd: new double[n], activation);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var read = x.Shape is { H: 1, W: 1 } ? graph.AsVector(x) : graph.AsMap(x);
        var name = graph.Node(
            "LayerNormalization", [read.Name, parameters[Weight], parameters[Bias]], OnnxAttribute.Integer("axis", 1),
            OnnxAttribute.Float("epsilon", LayerNorm.Epsilon));
        return graph.Activate(read with { Name = name }, HasFusedRelu);
    }

    private sealed class Pass(Device device, LayerNormLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        private readonly Activation activation = layer.HasFusedRelu ? Activation.Relu : Activation.None;

        /// <summary>[N], of the last forward pass.</summary>
        private readonly DeviceBuffer<float> mean = device.Allocate<float>(n);

        /// <summary>[N], of the last forward pass.</summary>
        private readonly DeviceBuffer<float> rstd = device.Allocate<float>(n);

        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) =>
            Device.LayerNorm.Forward(x, Tensor(parameters, Weight), Tensor(parameters, Bias), Output, mean, rstd, activation);

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (!gradients.IsEmpty)
                Device.LayerNorm.BackwardWeights(x, dz, mean, rstd, Tensor(gradients, Weight), Tensor(gradients, Bias));
            if (!dx.IsEmpty)
                Device.LayerNorm.BackwardInput(x, Tensor(parameters, Weight), dz, mean, rstd, dx, inputIsRelu);
        }

        public override void Dispose()
        {
            base.Dispose();
            mean.Dispose();
            rstd.Dispose();
        }
    }
}
