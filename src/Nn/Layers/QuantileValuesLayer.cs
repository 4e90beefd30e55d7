using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>Quantiles of the return of each action become action values: the last layer of a quantile-regression network (Dabney et al. 2018).</summary>
/// <remarks>
/// <code>
/// q[a] = mean over i of theta[a, i]        theta [A Z], q [A]; see QuantileValues
/// </code>
/// It has no parameters. Standing last, it lets whatever reads action values take such a network for any other; the loss reads the layer in front.
/// </remarks>
/// <param name="actions">A, the number of actions.</param>
/// <param name="quantiles">Z, the number of quantiles.</param>
public sealed class QuantileValuesLayer(int actions, int quantiles) : Layer
{
    /// <summary>A.</summary>
    public int Actions => actions;

    /// <summary>Z.</summary>
    public int Quantiles => quantiles;

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        if (input.Length != actions * quantiles)
            throw new ArgumentException($"Action values of {actions} actions and {quantiles} quantiles take a vector of {actions * quantiles}, not {input}.", nameof(input));
        return ActivationShape.Vector(actions);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) => [new(LayerPartKind.Quantiles, OutputShape(input)) { Atoms = quantiles }];

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        QuantileValuesReference.Forward(quantiles, x, y);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var theta = graph.Node("Reshape", [graph.AsStored(x), graph.Integers(-1, actions, quantiles)]);
        var mean = graph.Node("ReduceMean", [theta], OnnxAttribute.Integers("axes", 2), OnnxAttribute.Integer("keepdims", 0));
        return new(mean, ActivationShape.Vector(actions), IsVector: true);
    }

    private sealed class Pass(Device device, QuantileValuesLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) =>
            Device.QuantileValues.Forward(layer.Quantiles, layer.Actions, x, Output);

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (dx.IsEmpty)
                return;
            Device.QuantileValues.Backward(layer.Quantiles, layer.Actions, dz, dx);
            if (inputIsRelu)
                Device.Relu.Backward(x, dx, dx);
        }
    }
}
