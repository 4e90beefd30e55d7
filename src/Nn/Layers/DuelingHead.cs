using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>The dueling head: one stream for the value of the state, one for the advantages of the actions (Wang et al. 2016).</summary>
/// <remarks>
/// <code>
/// hv = relu(Wv x + bv)    v = wv hv + cv                 [hidden], [1]
/// ha = relu(Wa x + ba)    advantage = wa ha + ca         [hidden], [A]
/// q[a] = v + advantage[a] - mean over a' of advantage[a']
/// </code>
/// Both streams read x, so dL/dx is the sum of what the two send back.
/// </remarks>
/// <param name="actions">A, the number of actions.</param>
/// <param name="hidden">Hidden features of each stream.</param>
public sealed class DuelingHead(int actions, int hidden = 512) : Layer
{
    private const int ValueHiddenWeight = 0;
    private const int ValueHiddenBias = 1;
    private const int ValueWeight = 2;
    private const int ValueBias = 3;
    private const int AdvantageHiddenWeight = 4;
    private const int AdvantageHiddenBias = 5;
    private const int AdvantageWeight = 6;
    private const int AdvantageBias = 7;

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        Hidden(input, 1).Validate();
        Advantages(1).Validate();
        return ActivationShape.Vector(actions);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
    [
        ParameterTensor.LinearWeights("value.0.weight", hidden, input),
        ParameterTensor.Bias("value.0.bias", hidden, input.Length),
        ParameterTensor.LinearWeights("value.2.weight", 1, ActivationShape.Vector(hidden)),
        ParameterTensor.Bias("value.2.bias", 1, hidden),
        ParameterTensor.LinearWeights("advantage.0.weight", hidden, input),
        ParameterTensor.Bias("advantage.0.bias", hidden, input.Length),
        ParameterTensor.LinearWeights("advantage.2.weight", actions, ActivationShape.Vector(hidden)),
        ParameterTensor.Bias("advantage.2.bias", actions, hidden),
    ];

    /// <inheritdoc/>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) =>
    [
        new(LayerPartKind.Linear, ActivationShape.Vector(hidden), "value hidden", HasRelu: true, Weights: ValueHiddenWeight, Bias: ValueHiddenBias),
        new(LayerPartKind.Linear, ActivationShape.Vector(hidden), "advantage hidden", HasRelu: true, Weights: AdvantageHiddenWeight, Bias: AdvantageHiddenBias),
        new(LayerPartKind.Linear, ActivationShape.Vector(1), "value", Weights: ValueWeight, Bias: ValueBias) { From = [0] },
        new(LayerPartKind.Linear, ActivationShape.Vector(actions), "advantage", Weights: AdvantageWeight, Bias: AdvantageBias) { From = [1] },
        new(LayerPartKind.Dueling, ActivationShape.Vector(actions)) { From = [2, 3] },
    ];

    /// <inheritdoc/>
    public override long MultiplyAdds(ActivationShape input) =>
        2 * Hidden(input, 1).MultiplyAdds + Value(1).MultiplyAdds + Advantages(1).MultiplyAdds;

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) =>
        new Pass(device, this, input, n, training);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
    {
        var valueHidden = new double[n * hidden];
        var advantageHidden = new double[n * hidden];
        var value = new double[n];
        var advantages = new double[n * actions];
        Stream(Hidden(input, n), x, ValueHiddenWeight, valueHidden, parameters, Activation.Relu);
        Stream(Value(n), valueHidden, ValueWeight, value, parameters, Activation.None);
        Stream(Hidden(input, n), x, AdvantageHiddenWeight, advantageHidden, parameters, Activation.Relu);
        Stream(Advantages(n), advantageHidden, AdvantageWeight, advantages, parameters, Activation.None);
        DuelingReference.Forward(actions, value, advantages, y);

        void Stream(
            LinearShape shape, ReadOnlySpan<double> from, int weight, Span<double> to, ReadOnlySpan<double> all, Activation activation) =>
            LinearReference.Forward(shape, from, Tensor(input, all, weight), Tensor(input, all, weight + 1), to, activation);
    }

    /// <inheritdoc/>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters)
    {
        var vector = graph.AsVector(x);
        var value = Stream(ValueHiddenWeight, ValueWeight, 1);
        var advantage = Stream(AdvantageHiddenWeight, AdvantageWeight, actions);
        var mean = graph.Node("ReduceMean", [advantage.Name], OnnxAttribute.Integers("axes", 1), OnnxAttribute.Integer("keepdims", 1));
        return advantage with { Name = graph.Node("Add", [value.Name, graph.Node("Sub", [advantage.Name, mean])]) };

        OnnxValue Stream(int hiddenWeight, int weight, int outputs)
        {
            var features = graph.Activate(graph.Linear(vector, parameters[hiddenWeight], parameters[hiddenWeight + 1], hidden), relu: true);
            return graph.Linear(features, parameters[weight], parameters[weight + 1], outputs);
        }
    }

    private LinearShape Hidden(ActivationShape input, int n) => new(n, input.Length, hidden);

    private LinearShape Value(int n) => new(n, hidden, 1);

    private LinearShape Advantages(int n) => new(n, hidden, actions);

    private sealed class Pass : LayerPass
    {
        private readonly int actions;
        private readonly LinearShape hiddenShape;
        private readonly LinearShape valueShape;
        private readonly LinearShape advantageShape;

        /// <summary>hv and ha [N, hidden]; v [N, 1]; advantage [N, A].</summary>
        private readonly DeviceBuffer<float> valueHidden;
        private readonly DeviceBuffer<float> advantageHidden;
        private readonly DeviceBuffer<float> value;
        private readonly DeviceBuffer<float> advantages;

        /// <summary>dL/dz of the same four; null when only forward passes are wanted.</summary>
        private readonly DeviceBuffer<float>? valueHiddenGradient;
        private readonly DeviceBuffer<float>? advantageHiddenGradient;
        private readonly DeviceBuffer<float>? valueGradient;
        private readonly DeviceBuffer<float>? advantageGradient;

        public Pass(Device device, DuelingHead head, ActivationShape input, int n, bool training)
            : base(device, head, input, n)
        {
            actions = head.OutputShape(input).C;
            hiddenShape = head.Hidden(input, n);
            valueShape = head.Value(n);
            advantageShape = head.Advantages(n);
            valueHidden = device.Allocate<float>(hiddenShape.OutputLength);
            advantageHidden = device.Allocate<float>(hiddenShape.OutputLength);
            value = device.Allocate<float>(valueShape.OutputLength);
            advantages = device.Allocate<float>(advantageShape.OutputLength);
            if (!training)
                return;
            valueHiddenGradient = device.Allocate<float>(hiddenShape.OutputLength);
            advantageHiddenGradient = device.Allocate<float>(hiddenShape.OutputLength);
            valueGradient = device.Allocate<float>(valueShape.OutputLength);
            advantageGradient = device.Allocate<float>(advantageShape.OutputLength);
        }

        public override IReadOnlyList<(DeviceBuffer<float> Output, DeviceBuffer<float>? OutputGradient)> InnerParts =>
        [
            (valueHidden, valueHiddenGradient), (advantageHidden, advantageHiddenGradient), (value, valueGradient), (advantages, advantageGradient),
        ];

        public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
        {
            var linear = Device.Linear;
            linear.Forward(
                hiddenShape, x, Tensor(parameters, ValueHiddenWeight), Tensor(parameters, ValueHiddenBias), valueHidden, Activation.Relu);
            linear.Forward(
                valueShape, valueHidden, Tensor(parameters, ValueWeight), Tensor(parameters, ValueBias), value, Activation.None);
            linear.Forward(
                hiddenShape, x, Tensor(parameters, AdvantageHiddenWeight), Tensor(parameters, AdvantageHiddenBias), advantageHidden,
                Activation.Relu);
            linear.Forward(
                advantageShape, advantageHidden, Tensor(parameters, AdvantageWeight), Tensor(parameters, AdvantageBias), advantages,
                Activation.None);
            Device.Dueling.Forward(actions, value, advantages, Output);
        }

        public override void Backward(
            DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
            bool inputIsRelu)
        {
            if (valueHiddenGradient is null || advantageHiddenGradient is null || valueGradient is null || advantageGradient is null)
                throw new InvalidOperationException("This pass was made with training: false; it has no memory for gradients.");

            var linear = Device.Linear;
            Device.Dueling.Backward(actions, dz, valueGradient, advantageGradient);

            linear.BackwardInput(valueShape, valueGradient, Tensor(parameters, ValueWeight), valueHiddenGradient, reluOutput: valueHidden);
            linear.BackwardInput(
                advantageShape, advantageGradient, Tensor(parameters, AdvantageWeight), advantageHiddenGradient,
                reluOutput: advantageHidden);
            if (!gradients.IsEmpty)
            {
                BackwardWeights(valueShape, valueHidden, valueGradient, ValueWeight);
                BackwardWeights(hiddenShape, x, valueHiddenGradient, ValueHiddenWeight);
                BackwardWeights(advantageShape, advantageHidden, advantageGradient, AdvantageWeight);
                BackwardWeights(hiddenShape, x, advantageHiddenGradient, AdvantageHiddenWeight);
            }

            if (dx.IsEmpty)
                return;
            linear.BackwardInput(hiddenShape, valueHiddenGradient, Tensor(parameters, ValueHiddenWeight), dx);
            linear.BackwardInput(
                hiddenShape, advantageHiddenGradient, Tensor(parameters, AdvantageHiddenWeight), dx,
                reluOutput: inputIsRelu ? x : default, accumulate: true);

            void BackwardWeights(LinearShape shape, DeviceView<float> input, DeviceView<float> outputGradient, int weight) =>
                linear.BackwardWeights(shape, input, outputGradient, Tensor(gradients, weight), Tensor(gradients, weight + 1));
        }

        public override void Dispose()
        {
            base.Dispose();
            valueHidden.Dispose();
            advantageHidden.Dispose();
            value.Dispose();
            advantages.Dispose();
            valueHiddenGradient?.Dispose();
            advantageHiddenGradient?.Dispose();
            valueGradient?.Dispose();
            advantageGradient?.Dispose();
        }
    }
}
