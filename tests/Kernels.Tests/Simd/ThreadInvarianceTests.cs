namespace DqnGpu.Kernels.Tests.Simd;

/// <summary>The promise that a result does not depend on the number of threads: 1, 2 and 3 give the same bits, twice over.</summary>
[TestFixture(SimdWidth.Auto), TestFixture(SimdWidth.Vector256), TestFixture(SimdWidth.Vector128), TestFixture(SimdWidth.Scalar)]
public sealed class ThreadInvarianceTests(SimdWidth width)
{
    [Test]
    public void Convolutions()
    {
        var shape = new Conv2dShape(N: 11, C: 6, H: 21, W: 17, K: 19, R: 4, S: 3, Stride: 2);
        AssertSameBits(run =>
        {
            var frames = run.Bytes(shape.InputLength);
            var (x, w, b) = (run.Floats(shape.InputLength), run.Floats(shape.WeightLength), run.Floats(shape.K));
            var (y, dx) = (run.Floats(shape.OutputLength), run.Floats(shape.InputLength));
            var (dw, db) = (run.Floats(shape.WeightLength), run.Floats(shape.K));
            var (dw1, db1) = (run.Floats(shape.WeightLength), run.Floats(shape.K));
            run.Device.Conv2d.ForwardFromFrames(shape, frames, w, b, y, Activation.None);
            run.Device.Conv2d.BackwardWeightsFromFrames(shape, frames, y, dw1, db1);
            run.Device.Conv2d.Forward(shape, x, w, b, y, Activation.Relu);
            run.Device.Conv2d.BackwardInput(shape, y, w, dx, x);
            run.Device.Conv2d.BackwardWeights(shape, x, y, dw, db);
        });
    }

    [TestCase(32), TestCase(5)]
    public void Fully_connected_layers(int n)
    {
        var shape = new LinearShape(n, In: 300, Out: 77);
        AssertSameBits(run =>
        {
            var (x, w, b) = (run.Floats(shape.InputLength), run.Floats(shape.WeightLength), run.Floats(shape.Out));
            var (y, dx) = (run.Floats(shape.OutputLength), run.Floats(shape.InputLength));
            var (dw, db) = (run.Floats(shape.WeightLength), run.Floats(shape.Out));
            run.Device.Linear.Forward(shape, x, w, b, y, Activation.Relu);
            run.Device.Linear.BackwardInput(shape, y, w, dx, x, accumulate: true);
            run.Device.Linear.BackwardWeights(shape, x, y, dw, db);
        });
    }

    [Test]
    public void Noise_of_weights() =>
        AssertSameBits(run =>
        {
            const int In = 700, Out = 23;
            var (mu, sigma, w, noise) = (run.Floats(In * Out), run.Floats(In * Out), run.Zeros(In * Out), run.Zeros(In + Out));
            var (biasMu, biasSigma, b) = (run.Floats(Out), run.Floats(Out), run.Zeros(Out));
            using var draw = run.Device.Allocate<int>(1);
            draw.CopyFrom([3]);
            run.Device.NoisyWeights.Forward(key: 9, draw, new()
            {
                WeightMu = mu,
                WeightSigma = sigma,
                BiasMu = biasMu,
                BiasSigma = biasSigma,
                Noise = noise,
                Weights = w,
                Bias = b,
            });
            run.Device.NoisyWeights.Backward(noise, w, b, sigma, biasSigma);
        });

    [Test]
    public void Layer_normalisation() =>
        AssertSameBits(run =>
        {
            const int N = 7, F = 517;
            var (x, gamma, beta, y, dx) = (run.Floats(N * F), run.Floats(F), run.Floats(F), run.Floats(N * F), run.Floats(N * F));
            var (mean, rstd) = (run.Zeros(N), run.Zeros(N));
            run.Device.LayerNorm.Forward(x, gamma, beta, y, mean, rstd, Activation.None);
            run.Device.LayerNorm.BackwardInput(x, gamma, y, mean, rstd, dx);
            run.Device.LayerNorm.BackwardWeights(x, y, mean, rstd, gamma, beta);
        });

    [Test]
    public void Optimisers() =>
        AssertSameBits(run =>
        {
            const int Length = 100_003;
            var (parameters, gradients) = (run.Floats(Length), run.Floats(Length));
            var (m, v) = (run.Zeros(Length), run.Zeros(Length));
            run.Device.GradientClip.Clip(1, gradients, run.Zeros(1));
            var schedule = run.Zeros(Adam.ScheduleLength);
            schedule.CopyFrom(Adam.InitialSchedule(0.01f));
            var before = parameters.ToArray();
            run.Device.Adam.Step(AdamSettings.Default, parameters, gradients, m, v, schedule);
            Assert.That(parameters.ToArray().Zip(before).Count(pair => pair.First == pair.Second), Is.LessThan(10), "a step moves all parameters");
            run.Device.RmsProp.Step(RmsPropSettings.Nature, parameters, gradients, m, v, run.Floats(1));
            run.Device.ParameterCopy.Soft(0.1f, parameters, gradients);
            run.Device.Tanh.Forward(gradients, m);
            run.Device.Tanh.Backward(m, gradients, v);
            var bias = run.Floats(Length / 37);
            run.Device.InputCentre.MoveGradient(0.3f, gradients.View.Slice(0, bias.Length * 37), bias);
            run.Device.InputCentre.MoveBias(0.3f, gradients.View.Slice(0, bias.Length * 37), bias);
        });

    [Test]
    public void Losses_of_distributions() =>
        AssertSameBits(run =>
        {
            const int N = 37, Actions = 6, Outputs = 51;
            var (outputs, next) = (run.Floats(N * Actions * Outputs), run.Floats(N * Actions * Outputs));
            var (rewards, discounts) = (run.Floats(N), run.Floats(N));
            var taken = run.Ints(N, Actions);
            var support = new CategoricalSupport(Outputs, -1, 1);
            run.Device.CategoricalLoss.Compute(support, Actions, new()
            {
                Outputs = outputs,
                Actions = taken,
                Rewards = rewards,
                Discounts = discounts,
                NextTarget = next,
                Gradient = run.Zeros(N * Actions * Outputs),
                Errors = run.Zeros(N),
                Statistics = run.Zeros(2),
            });
            run.Device.QuantileLoss.Compute(Outputs, 1, Actions, new()
            {
                Outputs = outputs,
                Actions = taken,
                Rewards = rewards,
                Discounts = discounts,
                NextTarget = next,
                Gradient = run.Zeros(N * Actions * Outputs),
                Errors = run.Zeros(N),
                Statistics = run.Zeros(2),
            });
            run.Device.CategoricalValues.Forward(support, Actions, outputs, run.Zeros(N * Actions));
            run.Device.CategoricalValues.Backward(support, Actions, outputs, run.Floats(N * Actions), run.Zeros(N * Actions * Outputs));
            run.Device.QuantileValues.Forward(Outputs, Actions, outputs, run.Zeros(N * Actions));
            run.Device.QuantileValues.Backward(Outputs, Actions, run.Floats(N * Actions), run.Zeros(N * Actions * Outputs));
        });

    private void AssertSameBits(Action<Run> operations)
    {
        var expected = Bits(1, operations);
        foreach (var threads in new[] { 1, 2, 3 })
            Assert.That(Bits(threads, operations), Is.EqualTo(expected), $"{threads} threads");
    }

    private int[] Bits(int threads, Action<Run> operations)
    {
        using var device = SimdSources.Open(width, threads);
        using var run = new Run(device);
        operations(run);
        return run.Bits();
    }

    /// <summary>Buffers with the same random content in every run, and all their bits afterwards.</summary>
    private sealed class Run(Device device) : IDisposable
    {
        private readonly Random random = new(3);
        private readonly List<DeviceBuffer<float>> floats = [];
        private readonly List<IDisposable> others = [];

        public Device Device { get; } = device;

        public DeviceBuffer<float> Zeros(long length)
        {
            floats.Add(Device.Allocate<float>(length));
            return floats[^1];
        }

        public DeviceBuffer<float> Floats(long length)
        {
            var content = new float[length];
            for (var i = 0; i < content.Length; i++)
                content[i] = random.NextSingle() * 2 - 1;
            var buffer = Zeros(length);
            buffer.CopyFrom(content);
            return buffer;
        }

        public DeviceBuffer<byte> Bytes(long length)
        {
            var content = new byte[length];
            random.NextBytes(content);
            var buffer = Device.Allocate<byte>(length);
            others.Add(buffer);
            buffer.CopyFrom(content);
            return buffer;
        }

        public DeviceBuffer<int> Ints(int length, int end)
        {
            var content = new int[length];
            for (var i = 0; i < length; i++)
                content[i] = random.Next(end);
            var buffer = Device.Allocate<int>(length);
            others.Add(buffer);
            buffer.CopyFrom(content);
            return buffer;
        }

        public int[] Bits() => [.. floats.SelectMany(buffer => buffer.ToArray()).Select(BitConverter.SingleToInt32Bits)];

        public void Dispose()
        {
            foreach (var buffer in floats.Concat(others))
                buffer.Dispose();
        }
    }
}
