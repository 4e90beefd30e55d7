using DqnGpu.Kernels;

namespace DqnGpu.Nn.Tests;

/// <summary>The gradient check must catch what it is for.</summary>
public sealed class GradientCheckItselfTests
{
    private static readonly ActivationShape Input = new(3, 2, 4);

    private static Device Device => TestDevices.Open("simd");

    [Test]
    public void ALayerOfOnesOwnIsCheckedInOneLine() =>
        Assert.That(GradientCheck.Verify(Device, new BottleneckLayer(5, Mistake.None), Input).Passed);

    [TestCase(Mistake.ForgottenMask, "input")]
    [TestCase(Mistake.OutputForInput, "down")]
    [TestCase(Mistake.WrongActivations, "up")]
    [TestCase(Mistake.NoInputGradient, "input")]
    public void MistakesAreFound(Mistake mistake, string tensor)
    {
        var report = GradientCheck.Run(Device, new BottleneckLayer(5, mistake), Input);
        Assert.That(report.Passed, Is.False);
        Assert.That(report.Comparisons.Where(comparison => !comparison.Passed).Select(comparison => comparison.Name), Has.Some.Contains(tensor));
        Assert.That(
            () => GradientCheck.Verify(Device, new BottleneckLayer(5, mistake), Input),
            Throws.InstanceOf<GradientCheckException>().With.Message.Contains("FAIL").And.Message.Contains("expected"));
    }

    [Test]
    public void KinksAreCountedAndLimited()
    {
        var options = new GradientCheckOptions { MaxKinkShare = 0 };
        var report = GradientCheck.Run(Device, new KinkedLayer(), Input, options);
        Assert.That(report.Kinks, Is.GreaterThan(0));
        Assert.That(report.Passed, Is.False, "a check that skipped elements beyond its limit must not pass");
    }

    [Test]
    public void LargeTensorsAreSampled()
    {
        var report = GradientCheck.Verify(
            Device, new LinearLayer(40), ActivationShape.Vector(30), new GradientCheckOptions { MaxElements = 50 });
        Assert.That(report.Comparisons.Single(comparison => comparison.Name == "weight").Compared, Is.EqualTo(50));
    }

    /// <summary>Errors that a person makes in a backward pass.</summary>
    public enum Mistake
    {
        /// <summary>A right one.</summary>
        None,

        /// <summary>The mask of the fused ReLU in front is left out.</summary>
        ForgottenMask,

        /// <summary>A weight gradient is computed from the layer's output instead of its input.</summary>
        OutputForInput,

        /// <summary>A weight gradient is computed from a gradient instead of an activation.</summary>
        WrongActivations,

        /// <summary>dx is never written.</summary>
        NoInputGradient,
    }

    /// <summary>y = up relu(down x): two linear maps without biases, a layer that this project does not have.</summary>
    private sealed class BottleneckLayer(int hidden, Mistake mistake) : Layer
    {
        public override bool TakesVector => true;

        public override ActivationShape OutputShape(ActivationShape input) => ActivationShape.Vector(input.Length);

        public override IReadOnlyList<ParameterTensor> Parameters(ActivationShape input) =>
        [
            ParameterTensor.LinearWeights("down", hidden, input), ParameterTensor.Bias("down_bias", hidden, input.Length),
            ParameterTensor.LinearWeights("up", input.Length, ActivationShape.Vector(hidden)), ParameterTensor.Bias("up_bias", input.Length, hidden),
        ];

        public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) => new Pass(device, this, input, n, hidden, mistake);

        public override void ReferenceForward(
            ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
        {
            var down = Tensor(input, parameters, 0);
            var downBias = Tensor(input, parameters, 1);
            var up = Tensor(input, parameters, 2);
            var upBias = Tensor(input, parameters, 3);
            var features = input.Length;
            Span<double> h = stackalloc double[hidden];
            for (var row = 0; row < n; row++)
            {
                for (var j = 0; j < hidden; j++)
                {
                    h[j] = downBias[j];
                    for (var i = 0; i < features; i++)
                        h[j] += down[j * features + i] * x[row * features + i];
                    h[j] = Math.Max(0, h[j]);
                }

                for (var i = 0; i < features; i++)
                {
                    y[row * features + i] = upBias[i];
                    for (var j = 0; j < hidden; j++)
                        y[row * features + i] += up[i * hidden + j] * h[j];
                }
            }
        }

        private sealed class Pass(Device device, BottleneckLayer layer, ActivationShape input, int n, int hidden, Mistake mistake)
            : LayerPass(device, layer, input, n)
        {
            private readonly LinearShape down = new(n, input.Length, hidden);
            private readonly LinearShape up = new(n, hidden, input.Length);
            private readonly DeviceBuffer<float> h = device.Allocate<float>(n * hidden);
            private readonly DeviceBuffer<float> dh = device.Allocate<float>(n * hidden);

            public override void Forward(DeviceView<float> x, DeviceView<float> parameters)
            {
                Device.Linear.Forward(down, x, Tensor(parameters, 0), Tensor(parameters, 1), h, Activation.Relu);
                Device.Linear.Forward(up, h, Tensor(parameters, 2), Tensor(parameters, 3), Output, Activation.None);
            }

            public override void Backward(
                DeviceView<float> x, DeviceView<float> parameters, DeviceView<float> dz, DeviceView<float> gradients, DeviceView<float> dx,
                bool inputIsRelu)
            {
                Device.Linear.BackwardWeights(
                    up, mistake == Mistake.WrongActivations ? dh : h, dz, Tensor(gradients, 2), Tensor(gradients, 3));
                Device.Linear.BackwardInput(up, dz, Tensor(parameters, 2), dh, reluOutput: h);
                Device.Linear.BackwardWeights(
                    down, mistake == Mistake.OutputForInput ? Output : x, dh, Tensor(gradients, 0), Tensor(gradients, 1));
                if (mistake != Mistake.NoInputGradient)
                    Device.Linear.BackwardInput(
                        down, dh, Tensor(parameters, 0), dx, inputIsRelu && mistake != Mistake.ForgottenMask ? x : default);
            }

            public override void Dispose()
            {
                base.Dispose();
                h.Dispose();
                dh.Dispose();
            }
        }
    }

    /// <summary>A formula with a kink at every input: the slopes of |x - x0| are -1 and 1.</summary>
    private sealed class KinkedLayer : Layer
    {
        public override ActivationShape OutputShape(ActivationShape input) => input;

        public override LayerPass CreatePass(Device device, ActivationShape input, int n, bool training) =>
            new ReluLayer().CreatePass(device, input, n, training);

        public override void ReferenceForward(
            ActivationShape input, int n, ReadOnlySpan<double> x, ReadOnlySpan<double> parameters, Span<double> y)
        {
            for (var i = 0; i < x.Length; i++)
                y[i] = Math.Max(0, x[i]) + Math.Abs(x[i] - (float)x[i]);
        }
    }
}
