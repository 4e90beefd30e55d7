using DqnGpu.Kernels;
using DqnGpu.Kernels.Reference;

namespace DqnGpu.Nn;

/// <summary>
/// Fully connected layer whose weights have learned noise, so that the network explores by itself (Fortunato et al. 2018, "Noisy Networks
/// for Exploration", section 3), with an optional fused ReLU. The formulas stand at <see cref="NoisyWeights"/> and
/// <see cref="Kernels.Linear"/>.
/// </summary>
/// <remarks>
/// All samples of a minibatch have the same noise, that of <see cref="LayerPass.Noise"/>; without it the weights are their means mu.
/// Initial values as in section 3.2 of the paper for factorised noise, whatever the network's <see cref="Initialization"/>: mu uniform in
/// +-1 / sqrt(In), sigma constant.
/// </remarks>
/// <param name="outputs">Output features.</param>
/// <param name="activation">Applied to the sums before they are written.</param>
/// <param name="sigma">sigma times sqrt(In) at the beginning; the paper's sigma_0.</param>
public sealed class NoisyLinearLayer(int outputs, Activation activation = Activation.None, float sigma = 0.5f) : Layer
{
    private const int WeightMu = 0;
    private const int WeightSigma = 1;
    private const int BiasMu = 2;
    private const int BiasSigma = 3;

    /// <inheritdoc/>
    public override bool HasFusedRelu => activation == Activation.Relu;

    /// <inheritdoc/>
    public override bool TakesVector => true;

    /// <inheritdoc/>
    public override bool HasNoise => true;

    /// <inheritdoc/>
    public override ActivationShape OutputShape(ActivationShape input)
    {
        Shape(input, 1).Validate();
        return ActivationShape.Vector(outputs);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input)
    {
        var initialSigma = (float)(sigma / Math.Sqrt(input.Length));
        return
        [
            ParameterTensor.LinearWeights("weight_mu", outputs, input) with { OwnInitialization = Initialization.TorchDefault },
            ParameterTensor.LinearWeights("weight_sigma", outputs, input) with { InitialValue = initialSigma },
            ParameterTensor.Bias("bias_mu", outputs, input.Length) with { OwnInitialization = Initialization.TorchDefault },
            ParameterTensor.Bias("bias_sigma", outputs, input.Length) with { InitialValue = initialSigma },
        ];
    }

    /// <summary>The layer as it is without noise.</summary>
    public override IReadOnlyList<LayerPart> Parts(ActivationShape input) =>
        [new(LayerPartKind.Linear, OutputShape(input), HasRelu: HasFusedRelu, Weights: WeightMu, Bias: BiasMu)];

    /// <inheritdoc/>
    public override long MultiplyAdds(ActivationShape input) => Shape(input, 1).MultiplyAdds;

    /// <inheritdoc/>
    public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n, training);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y) =>
        LinearReference.Forward(Shape(input, n), x, Tensor(input, parameters, WeightMu), Tensor(input, parameters, BiasMu), y, activation);

    /// <inheritdoc/>
    public override void ReferenceForward(
        ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y, ulong noiseKey, int draw)
    {
        var (noise, w, b) = (new double[input.Length + outputs], new double[outputs * input.Length], new double[outputs]);
        NoisyWeightsReference.Noise(noiseKey, draw, noise);
        NoisyWeightsReference.Forward(
            noise, Tensor(input, parameters, WeightMu), Tensor(input, parameters, WeightSigma), Tensor(input, parameters, BiasMu),
            Tensor(input, parameters, BiasSigma), w, b);
        LinearReference.Forward(Shape(input, n), x, w, b, y, activation);
    }

    /// <summary>The layer as it is without noise.</summary>
    public override OnnxValue ToOnnx(OnnxGraph graph, OnnxValue x, IReadOnlyList<string> parameters) =>
        graph.Activate(graph.Linear(x, parameters[WeightMu], parameters[BiasMu], outputs), HasFusedRelu);

    private LinearShape Shape(ActivationShape input, int n) => new(n, input.Length, outputs);

    private sealed class Pass(Device device, NoisyLinearLayer layer, ActivationShape input, int n, bool training)
        : LinearPass(device, layer, input, n, WeightMu, BiasMu)
    {
        /// <summary>f(e) [In + Out] of the last forward pass.</summary>
        private readonly DeviceBuffer<float> noise = device.Allocate<float>(input.Length + layer.OutputShape(input).Length);

        /// <summary>w [Out, In] of the last forward pass.</summary>
        private readonly DeviceBuffer<float> weights = device.Allocate<float>((long)layer.OutputShape(input).Length * input.Length);

        /// <summary>b [Out] of the last forward pass.</summary>
        private readonly DeviceBuffer<float> bias = device.Allocate<float>(layer.OutputShape(input).Length);

        /// <summary>True: mu is read where it lies. A backward pass wants to know of the noise, that there was none.</summary>
        private bool IsMean => Noise.Draw.IsEmpty && !training;

        public override void Dispose()
        {
            base.Dispose();
            noise.Dispose();
            weights.Dispose();
            bias.Dispose();
        }

        protected override void MakeWeights(DeviceView<float> parameters)
        {
            if (IsMean)
                return;
            Device.NoisyWeights.Forward(Noise.Key, Noise.Draw, new()
            {
                WeightMu = Tensor(parameters, WeightMu),
                WeightSigma = Tensor(parameters, WeightSigma),
                BiasMu = Tensor(parameters, BiasMu),
                BiasSigma = Tensor(parameters, BiasSigma),
                Noise = noise,
                Weights = weights,
                Bias = bias,
            });
        }

        protected override DeviceView<float> Weights(DeviceView<float> parameters) => IsMean ? base.Weights(parameters) : weights;

        protected override DeviceView<float> Bias(DeviceView<float> parameters) => IsMean ? base.Bias(parameters) : bias;

        protected override void BackwardOtherParameters(DeviceView<float> gradients) =>
            Device.NoisyWeights.Backward(
                noise, Tensor(gradients, WeightMu), Tensor(gradients, BiasMu), Tensor(gradients, WeightSigma), Tensor(gradients, BiasSigma));
    }
}
