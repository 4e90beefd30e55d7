using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>The dueling head: one stream for the value of the state, one for the advantages of the actions (Wang et al. 2016).</summary>
/// <remarks>
/// <code>
/// hv = relu(Wv x + bv)    v = wv hv + cv                 [hidden], [Z]
/// ha = relu(Wa x + ba)    advantage = wa ha + ca         [hidden], [A, Z]
/// q[a,z] = v[z] + advantage[a,z] - mean over a' of advantage[a',z]
/// </code>
/// Both streams read x, so dL/dx is the sum of what the two send back. The output is a vector of A Z numbers, those of an action side by
/// side.
/// </remarks>
public sealed class DuelingHead : Layer
{
    /// <summary>What the sum of two streams' gradients is multiplied by: 1 / sqrt(2).</summary>
    private const float Rescaling = 0.70710678f;

    private readonly int actions;
    private readonly int hidden;
    private readonly int atoms;
    private readonly bool rescaleGradient;
    private readonly Layer valueHidden;
    private readonly Layer value;
    private readonly Layer advantageHidden;
    private readonly Layer advantage;

    /// <summary>Describes it.</summary>
    /// <param name="actions">A, the number of actions.</param>
    /// <param name="hidden">Hidden features of each stream.</param>
    /// <param name="atoms">
    /// Z, the numbers of an action: 1 for its value; more where the network tells the distribution of the return.
    /// </param>
    /// <param name="noisy">True: the four linear layers are <see cref="NoisyLinearLayer"/>s (Hessel et al. 2018, "Rainbow").</param>
    /// <param name="rescaleGradient">
    /// True: dL/dx, to which both streams contribute, is multiplied by 1 / sqrt(2), as section 4.2 of the paper has it. So
    /// <see cref="LayerPass.Backward"/> gives dL/dx times <see cref="InputGradientFactor"/>.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public DuelingHead(int actions, int hidden = 512, int atoms = 1, bool noisy = false, bool rescaleGradient = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(actions);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(atoms);
        this.actions = actions;
        this.hidden = hidden;
        this.atoms = atoms;
        this.rescaleGradient = rescaleGradient;
        valueHidden = Linear(hidden, Activation.Relu);
        value = Linear(atoms, Activation.None);
        advantageHidden = Linear(hidden, Activation.Relu);
        advantage = Linear(checked(actions * atoms), Activation.None);

        Layer Linear(int outputs, Activation activation) => noisy ? new NoisyLinearLayer(outputs, activation) : new LinearLayer(outputs, activation);
    }

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override bool HasNoise => value.HasNoise;

    /// <inheritdoc/>
    public override double InputGradientFactor => rescaleGradient ? Rescaling : 1;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        _ = valueHidden.OutputShape(input);
        return advantage.OutputShape(ActivationShape.Vector(hidden));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
    [
        .. Named("value.0", valueHidden, input), .. Named("value.2", value, ActivationShape.Vector(hidden)),
        .. Named("advantage.0", advantageHidden, input), .. Named("advantage.2", advantage, ActivationShape.Vector(hidden)),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input)
    {
        var inner = InnerLayers(input);
        return
        [
            Part(inner.ValueHidden, "value hidden"), Part(inner.AdvantageHidden, "advantage hidden"),
            Part(inner.Value, "value") with { From = [0] }, Part(inner.Advantage, "advantage") with { From = [1] },
            new(LayerPartKind.Dueling, OutputShape(input)) { From = [2, 3], Atoms = atoms },
        ];

        static LayerPart Part(InnerLayer layer, string name)
        {
            var part = layer.Layer.Parts(layer.Input).Single();
            return part with { Name = name, Weights = part.Weights + layer.FirstTensor, Bias = part.Bias + layer.FirstTensor };
        }
    }

    /// <inheritdoc/>
    public override long MultiplyAdds(ActivationShape input)
    {
        var inner = InnerLayers(input);
        return inner.ValueHidden.MultiplyAdds + inner.Value.MultiplyAdds + inner.AdvantageHidden.MultiplyAdds + inner.Advantage.MultiplyAdds;
    }

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) =>
        new Pass(device, this, input, n, training);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        ReferenceForward(input, n, x, parameters, y, noise: null);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y, ulong noiseKey, int draw) =>
        ReferenceForward(input, n, x, parameters, y, (noiseKey, draw));

    private void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y, (ulong Key, int Draw)? noise)
    {
        var inner = InnerLayers(input);
        var hiddenOfValue = new double[n * hidden];
        var hiddenOfAdvantage = new double[n * hidden];
        var values = new double[n * atoms];
        var advantages = new double[n * actions * atoms];
        inner.ValueHidden.ReferenceForward(n, x, parameters, hiddenOfValue, noise);
        inner.Value.ReferenceForward(n, hiddenOfValue, parameters, values, noise);
        inner.AdvantageHidden.ReferenceForward(n, x, parameters, hiddenOfAdvantage, noise);
        inner.Advantage.ReferenceForward(n, hiddenOfAdvantage, parameters, advantages, noise);
        DuelingReference.Forward(actions, atoms, values, advantages, y);
    }

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var inner = InnerLayers(x.Shape);
        var vector = graph.AsVector(x);
        var values = Stream(inner.ValueHidden, inner.Value);
        var advantages = Stream(inner.AdvantageHidden, inner.Advantage);
        var ofActions = ByAction(advantages, actions);
        var mean = graph.Node("ReduceMean", [ofActions], OnnxAttribute.Integers("axes", 1), OnnxAttribute.Integer("keepdims", 1));
        var q = graph.Node("Add", [ByAction(values, 1), graph.Node("Sub", [ofActions, mean])]);
        return advantages with { Name = atoms == 1 ? q : graph.Node("Reshape", [q, graph.Integers(-1, actions * atoms)]) };

        OnnxValue Stream(InnerLayer first, InnerLayer second) => second.ToOnnx(graph, first.ToOnnx(graph, vector, parameters), parameters);

        string ByAction(OnnxValue value, int count) => atoms == 1 ? value.Name : graph.Node("Reshape", [value.Name, graph.Integers(-1, count, atoms)]);
    }

    private static IEnumerable<ParameterTensor> Named(string name, Layer layer, ActivationShape input) =>
        layer.Parameters(input).Select(tensor => tensor with { Name = $"{name}.{tensor.Name}" });

    /// <summary>The four linear layers in their places among the head's parameters.</summary>
    private (InnerLayer ValueHidden, InnerLayer Value, InnerLayer AdvantageHidden, InnerLayer Advantage) InnerLayers(ActivationShape input)
    {
        var first = InnerLayer.Behind(null, valueHidden, input);
        var second = InnerLayer.Behind(first, value, ActivationShape.Vector(hidden));
        var third = InnerLayer.Behind(second, advantageHidden, input);
        return (first, second, third, InnerLayer.Behind(third, advantage, ActivationShape.Vector(hidden)));
    }

    private sealed class Pass : LayerPass
    {
        private readonly DuelingHead head;

        private readonly InnerLayer atValueHidden;
        private readonly InnerLayer atValue;
        private readonly InnerLayer atAdvantageHidden;
        private readonly InnerLayer atAdvantage;

        /// <summary>Their outputs are hv and ha [N, hidden], v [N, Z] and advantage [N, A, Z].</summary>
        private readonly LinearPass valueHidden;
        private readonly LinearPass value;
        private readonly LinearPass advantageHidden;
        private readonly LinearPass advantage;

        /// <summary>dL/dz of the same four; null when only forward passes are wanted.</summary>
        private readonly DeviceBuffer<float>? valueHiddenGradient;
        private readonly DeviceBuffer<float>? valueGradient;
        private readonly DeviceBuffer<float>? advantageHiddenGradient;
        private readonly DeviceBuffer<float>? advantageGradient;

        public Pass(Device device, DuelingHead head, ActivationShape input, int n, bool training)
            : base(device, head, input, n)
        {
            this.head = head;
            (atValueHidden, atValue, atAdvantageHidden, atAdvantage) = head.InnerLayers(input);
            (valueHidden, valueHiddenGradient) = Create(atValueHidden);
            (value, valueGradient) = Create(atValue);
            (advantageHidden, advantageHiddenGradient) = Create(atAdvantageHidden);
            (advantage, advantageGradient) = Create(atAdvantage);

            (LinearPass, DeviceBuffer<float>?) Create(InnerLayer at)
            {
                var pass = (LinearPass)at.Layer.CreatePass(device, at.Input, n, training);
                return (pass, training ? device.Allocate<float>(pass.Output.Length) : null);
            }
        }

        public override WeightNoise Noise
        {
            get => base.Noise;
            set
            {
                base.Noise = value;
                valueHidden.Noise = atValueHidden.Noise(value);
                this.value.Noise = atValue.Noise(value);
                advantageHidden.Noise = atAdvantageHidden.Noise(value);
                advantage.Noise = atAdvantage.Noise(value);
            }
        }

        public override IReadOnlyList<(DeviceBuffer<float> Output, DeviceBuffer<float>? OutputGradient)> InnerParts =>
        [
            (valueHidden.Output, valueHiddenGradient), (advantageHidden.Output, advantageHiddenGradient), (value.Output, valueGradient),
            (advantage.Output, advantageGradient),
        ];

        public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
        {
            valueHidden.Forward(x, atValueHidden.Slice(parameters));
            value.Forward(valueHidden.Output, atValue.Slice(parameters));
            advantageHidden.Forward(x, atAdvantageHidden.Slice(parameters));
            advantage.Forward(advantageHidden.Output, atAdvantage.Slice(parameters));
            Device.Dueling.Forward(head.actions, head.atoms, value.Output, advantage.Output, Output);
        }

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (valueHiddenGradient is null || advantageHiddenGradient is null || valueGradient is null || advantageGradient is null)
                throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");

            Device.Dueling.Backward(head.actions, head.atoms, dz, valueGradient, advantageGradient);

            value.BackwardInput(valueHidden.Output, atValue.Slice(parameters), valueGradient, valueHiddenGradient, inputIsRelu: true);
            advantage.BackwardInput(advantageHidden.Output, atAdvantage.Slice(parameters), advantageGradient, advantageHiddenGradient, inputIsRelu: true);
            if (!gradients.IsEmpty)
            {
                BackwardWeights(value, atValue, valueHidden.Output, valueGradient);
                BackwardWeights(valueHidden, atValueHidden, x, valueHiddenGradient);
                BackwardWeights(advantage, atAdvantage, advantageHidden.Output, advantageGradient);
                BackwardWeights(advantageHidden, atAdvantageHidden, x, advantageHiddenGradient);
            }

            if (dx.IsEmpty)
                return;
            valueHidden.BackwardInput(x, atValueHidden.Slice(parameters), valueHiddenGradient, dx, inputIsRelu: false);
            advantageHidden.BackwardInput(x, atAdvantageHidden.Slice(parameters), advantageHiddenGradient, dx, inputIsRelu, accumulate: true);
            if (head.rescaleGradient)
                Device.Scale.Apply(Rescaling, dx);

            void BackwardWeights(LinearPass pass, InnerLayer at, DeviceView<float> input, DeviceView<float> outputGradient) =>
                pass.Backward(input, at.Slice(parameters), outputGradient, at.Slice(gradients), dx: default, inputIsRelu: false);
        }

        public override void Dispose()
        {
            base.Dispose();
            valueHidden.Dispose();
            value.Dispose();
            advantageHidden.Dispose();
            advantage.Dispose();
            valueHiddenGradient?.Dispose();
            valueGradient?.Dispose();
            advantageHiddenGradient?.Dispose();
            advantageGradient?.Dispose();
        }
    }
}
