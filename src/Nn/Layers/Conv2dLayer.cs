using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>Convolution without padding, with an optional fused ReLU. The formulas stand at <see cref="Kernels.Conv2d"/>.</summary>
/// <param name="filters">K, output channels.</param>
/// <param name="kernel">R = S, height and width of the kernel.</param>
/// <param name="stride">Step between kernel positions.</param>
/// <param name="activation">Applied to the sums before they are written.</param>
/// <param name="kernelWidth">S, where the kernel is not square.</param>
public sealed class Conv2dLayer(
    int filters, int kernel, int stride, Activation activation = Activation.Relu, int? kernelWidth = null) : Layer
{
    private const int Weight = 0;
    private const int Bias = 1;

    /// <inheritdoc/>
    public override bool HasFusedRelu => activation == Activation.Relu;

    /// <inheritdoc/>
    public override bool ReadsFrames => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        var shape = Shape(input, 1);
        shape.Validate();
        return new(shape.P, shape.Q, filters);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input)
    {
        var shape = Shape(input, 1);
        return
        [
            ParameterTensor.ConvolutionWeights("weight", shape.R, shape.S, shape.C, shape.K),
            ParameterTensor.Bias("bias", shape.K, shape.R * shape.S * shape.C),
        ];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) =>
        [new(LayerPartKind.Convolution, OutputShape(input), HasRelu: HasFusedRelu, Weights: Weight, Bias: Bias, Convolution: Shape(input, 1))];

    /// <inheritdoc/>
    public override long MultiplyAdds(ActivationShape input) => Shape(input, 1).MultiplyAdds;

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        Conv2dReference.Forward(Shape(input, n), x, Tensor(input, parameters, Weight), Tensor(input, parameters, Bias), y, activation);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var name = graph.Node(
            "Conv", [graph.AsMap(x).Name, parameters[Weight], parameters[Bias]], OnnxAttribute.Integers("strides", stride, stride));
        return graph.Activate(new(name, OutputShape(x.Shape), IsVector: false), HasFusedRelu);
    }

    private Conv2dShape Shape(ActivationShape input, int n) =>
        new(n, input.C, input.H, input.W, filters, kernel, kernelWidth ?? kernel, stride);

    private sealed class Pass(Device device, Conv2dLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        private readonly Conv2dShape shape = layer.Shape(input, n);
        private readonly Activation activation = layer.HasFusedRelu ? Activation.Relu : Activation.None;
        private readonly LayerBuffers<float>[] together = new LayerBuffers<float>[LayerBuffers<float>.Most];
        private readonly LayerBuffers<byte>[] togetherFromFrames = new LayerBuffers<byte>[LayerBuffers<byte>.Most];

        public override void ForwardTogether(ReadOnlySpan<LayerRun<float>> runs) =>
            Device.Conv2d.ForwardTogether(shape, BuffersOf(runs, together, Weight, Bias), activation);

        public override void ForwardFromFramesTogether(ReadOnlySpan<LayerRun<byte>> runs) =>
            Device.Conv2d.ForwardFromFramesTogether(shape, BuffersOf(runs, togetherFromFrames, Weight, Bias), activation);

        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) =>
            Device.Conv2d.Forward(shape, x, Tensor(parameters, Weight), Tensor(parameters, Bias), Output, activation);

        public override void ForwardFromFrames(DeviceView<byte> frames, DeviceView<float> parameters) =>
            Device.Conv2d.ForwardFromFrames(shape, frames, Tensor(parameters, Weight), Tensor(parameters, Bias), Output, activation);

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (gradients.IsEmpty)
                Device.Conv2d.BackwardInput(shape, dz, Tensor(parameters, Weight), dx, inputIsRelu ? x : default);
            else if (dx.IsEmpty)
                Device.Conv2d.BackwardWeights(shape, x, dz, Tensor(gradients, Weight), Tensor(gradients, Bias));
            else
                Device.Conv2d.Backward(
                    shape, x, Tensor(parameters, Weight), dz, Tensor(gradients, Weight), Tensor(gradients, Bias), dx, inputIsRelu ? x : default);
        }

        public override void BackwardFromFrames(
            DeviceView<byte> frames, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients) =>
            Device.Conv2d.BackwardWeightsFromFrames(shape, frames, dz, Tensor(gradients, Weight), Tensor(gradients, Bias));

        public override void BackwardToFrames(DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> dx) =>
            Device.Conv2d.BackwardInput(shape, dz, Tensor(parameters, Weight), dx);
    }
}
