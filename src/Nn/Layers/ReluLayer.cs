using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>max(0, x) as a layer of its own, for places where it cannot be fused into the layer in front.</summary>
public sealed class ReluLayer : Layer
{
    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input) => input;

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) => [new(LayerPartKind.Relu, input, HasRelu: true)];

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        ReluReference.Forward(x, y);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) => graph.Activate(x, relu: true);

    private sealed class Pass(Device device, ReluLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) => Device.Relu.Forward(x, Output);

        /// <remarks>y is 0 wherever x is, so a fused ReLU in front asks for no mask of its own.</remarks>
        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (!dx.IsEmpty)
                Device.Relu.Backward(Output, dz, dx);
        }
    }
}
