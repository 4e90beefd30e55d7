using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>Logits of a distribution of returns for each action become action values: the last layer of a categorical network (Bellemare et al. 2017).</summary>
/// <remarks>
/// <code>
/// q[a] = sum over i of z[i] softmax(x[a, .])[i]        x [A Z], q [A]; see CategoricalValues
/// </code>
/// It has no parameters. Standing last, it lets whatever reads action values take such a network for any other; the loss reads the layer in front.
/// </remarks>
/// <param name="actions">A, the number of actions.</param>
/// <param name="support">z; Z is the number of atoms.</param>
public sealed class CategoricalValuesLayer(int actions, CategoricalSupport support) : Layer
{
    /// <summary>A.</summary>
    public int Actions => actions;

    /// <summary>z.</summary>
    public CategoricalSupport Support => support;

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        support.Validate();
        if (input.Length != actions * support.Atoms)
            throw new ArgumentException($"Action values of {actions} actions and {support.Atoms} atoms take a vector of {actions * support.Atoms}, not {input}.", nameof(input));
        return ActivationShape.Vector(actions);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) =>
        [new(LayerPartKind.Categories, OutputShape(input)) { Atoms = support.Atoms, Support = support }];

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        CategoricalValuesReference.Forward(support, x, y);

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var logits = graph.Node("Reshape", [graph.AsStored(x), graph.Integers(-1, actions, support.Atoms)]);
        var probabilities = graph.Node("Softmax", [logits], OnnxAttribute.Integer("axis", 2));
        var atoms = graph.Constant([support.Atoms], [.. Enumerable.Range(0, support.Atoms).Select(support.Atom)]);
        return new(graph.Node("MatMul", [probabilities, atoms]), ActivationShape.Vector(actions), IsVector: true);
    }

    private sealed class Pass(Device device, CategoricalValuesLayer layer, ActivationShape input, int n) : LayerPass(device, layer, input, n)
    {
        public override void Forward(DeviceView<float> x, DeviceView<float> parameters) =>
            Device.CategoricalValues.Forward(layer.Support, layer.Actions, x, Output);

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (dx.IsEmpty)
                return;
            Device.CategoricalValues.Backward(layer.Support, layer.Actions, x, dz, dx);
            if (inputIsRelu)
                Device.Relu.Backward(x, dx, dx);
        }
    }
}
