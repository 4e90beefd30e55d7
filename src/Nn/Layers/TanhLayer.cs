using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>tanh x, element by element. The formulas stand at <see cref="Kernels.Tanh"/>.</summary>
public sealed class TanhLayer : Layer
{
    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input) => input;

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        TanhReference.Forward(x, y);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) =>
        x with { Name = graph.Node("Tanh", [x.Name]) };

    private sealed class Pass(Device device, TanhLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) => Device.Tanh.Forward(x, Output);

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (dx.IsEmpty)
                return;
            Device.Tanh.Backward(Output, dz, dx);
            if (inputIsRelu)
                Device.Relu.Backward(x, dx, dx);
        }
    }
}
