using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Conv2d"/> against <see cref="Conv2dReference"/>.</summary>
public abstract class Conv2dTests(DeviceSource source) : DeviceFixture(source)
{
    private static readonly Conv2dShape[] OddShapes =
    [
        new(N: 1, C: 1, H: 1, W: 1, K: 1, R: 1, S: 1, Stride: 1),
        new(N: 2, C: 3, H: 7, W: 5, K: 4, R: 3, S: 2, Stride: 1),
        new(N: 3, C: 4, H: 11, W: 9, K: 5, R: 4, S: 3, Stride: 2),
        new(N: 2, C: 2, H: 13, W: 10, K: 7, R: 2, S: 3, Stride: 3),
        new(N: 2, C: 3, H: 9, W: 14, K: 6, R: 1, S: 2, Stride: 4),
        new(N: 1, C: 5, H: 9, W: 12, K: 17, R: 3, S: 3, Stride: 1),
        new(N: 5, C: 1, H: 6, W: 19, K: 33, R: 2, S: 8, Stride: 5),
        new(N: 1, C: 4, H: 8, W: 8, K: 2, R: 8, S: 8, Stride: 4),
        new(N: 3, C: 2, H: 10, W: 11, K: 3, R: 4, S: 4, Stride: 3),
        new(N: 1, C: 19, H: 5, W: 7, K: 20, R: 3, S: 5, Stride: 2),
    ];

    /// <summary>Few filters and many, channels and frames in whole vectors of four and not.</summary>
    private static readonly Conv2dShape[] FewShapes =
    [
        new(N: 2, C: 3, H: 7, W: 5, K: 5, R: 3, S: 2, Stride: 1),
        new(N: 3, C: 20, H: 9, W: 8, K: 20, R: 3, S: 3, Stride: 2),
        new(N: 2, C: 4, H: 12, W: 16, K: 8, R: 8, S: 8, Stride: 4),
    ];

    private static readonly Conv2dShape[] RealNetworkShapes =
    [
        new(N: 3, C: 4, H: 84, W: 84, K: 16, R: 8, S: 8, Stride: 4),
        new(N: 9, C: 16, H: 20, W: 20, K: 32, R: 4, S: 4, Stride: 2),
        new(N: 5, C: 4, H: 84, W: 84, K: 32, R: 8, S: 8, Stride: 4),
        new(N: 6, C: 32, H: 20, W: 20, K: 64, R: 4, S: 4, Stride: 2),
        new(N: 7, C: 64, H: 9, W: 9, K: 64, R: 3, S: 3, Stride: 1),
    ];

    /// <summary>
    /// Fixed odd shapes, and random ones: non-square, kernels smaller and larger than the stride, rows and columns that no kernel touches.
    /// </summary>
    protected static IEnumerable<Conv2dShape> SmallShapes()
    {
        var random = new Random(7);
        for (var i = 0; i < 12; i++)
        {
            var (r, s) = (random.Next(1, 6), random.Next(1, 6));
            yield return new(
                random.Next(1, 5), random.Next(1, 8), r + random.Next(0, 8), s + random.Next(0, 8), random.Next(1, 24), r, s, random.Next(1, 5));
        }
        foreach (var shape in OddShapes)
            yield return shape;
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Forward_equals_the_reference(Conv2dShape shape)
    {
        CheckForward(shape, Activation.None);
        CheckForward(shape, Activation.Relu);
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Forward_from_frames_equals_the_reference(Conv2dShape shape) => CheckForwardFromFrames(shape, Activation.Relu);

    [TestCaseSource(nameof(SmallShapes))]
    public void Backward_to_the_input_equals_the_reference(Conv2dShape shape)
    {
        CheckBackwardInput(shape, masked: false);
        CheckBackwardInput(shape, masked: true);
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Backward_to_the_weights_equals_the_reference(Conv2dShape shape) => CheckBackwardWeights(shape);

    [TestCaseSource(nameof(SmallShapes))]
    public void Backward_to_the_weights_from_frames_equals_the_reference(Conv2dShape shape) => CheckBackwardWeightsFromFrames(shape);

    [TestCaseSource(nameof(RealNetworkShapes))]
    public void The_real_networks_layers_equal_the_reference(Conv2dShape shape)
    {
        RequireRealShapes();
        CheckForward(shape, Activation.Relu);
        CheckBackwardInput(shape, masked: true);
        CheckBackwardWeights(shape);
        if (shape.C != 4)
            return;
        CheckForwardFromFrames(shape, Activation.Relu);
        CheckBackwardWeightsFromFrames(shape);
    }

    [Test, Combinatorial]
    public void Networks_together_equal_the_reference(
        [ValueSource(nameof(FewShapes))] Conv2dShape shape, [Range(1, LayerBuffers<float>.Most)] int networks)
    {
        CheckForwardTogether(shape, networks, Activation.Relu);
        CheckForwardFromFramesTogether(shape, networks, Activation.Relu);
    }

    [TestCase(0), TestCase(1), TestCase(2)]
    public void A_network_whose_buffers_begin_between_vectors_goes_with_others(int network)
    {
        CheckForwardTogether(FewShapes[1], networks: 3, Activation.None, between: network);
        CheckForwardFromFramesTogether(FewShapes[2], networks: 3, Activation.None, between: network);
    }

    [TestCase(2), TestCase(3)]
    public void The_real_networks_layers_together_equal_the_reference(int networks)
    {
        RequireRealShapes();
        CheckForwardFromFramesTogether(RealNetworkShapes[0] with { N = 2 }, networks, Activation.Relu);
        CheckForwardTogether(RealNetworkShapes[4], networks, Activation.Relu);
    }

    [TestCase(0), TestCase(LayerBuffers<float>.Most + 1)]
    public void No_network_and_more_than_three_are_refused(int networks)
    {
        var one = Upload(1f).View;
        var buffers = Enumerable.Repeat(new LayerBuffers<float>(one, one, one, one), networks).ToArray();
        Assert.That(
            () => Device.Conv2d.ForwardTogether(OddShapes[0], buffers, Activation.None),
            Throws.ArgumentException.With.Message.Contains($"ForwardTogether: {networks} networks, but 1 to 3 go together"));
        var withFrames = Enumerable.Repeat(new LayerBuffers<byte>(Upload((byte)1), one, one, one), networks).ToArray();
        Assert.That(
            () => Device.Conv2d.ForwardFromFramesTogether(OddShapes[0], withFrames, Activation.None),
            Throws.ArgumentException.With.Message.Contains($"ForwardFromFramesTogether: {networks} networks, but 1 to 3 go together"));
    }

    [TestCaseSource(nameof(FewShapes))]
    public void Both_gradients_together_equal_the_reference(Conv2dShape shape)
    {
        CheckBackward(shape, masked: false);
        CheckBackward(shape, masked: true);
    }

    [TestCase(1), TestCase(4)]
    public void Both_gradients_of_the_real_networks_layers_equal_the_reference(int layer)
    {
        RequireRealShapes();
        CheckBackward(RealNetworkShapes[layer], masked: true);
    }

    [TestCaseSource(nameof(FewShapes))]
    public void NaN_goes_through_the_fused_ReLU(Conv2dShape shape)
    {
        var x = RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var b = RandomFloats(shape.K);
        x[shape.C + 1] = float.NaN;
        b[shape.K - 1] = float.NaN;
        var weights = Close.Doubles(w);
        var bias = Close.Doubles(b);
        var expected = new double[shape.OutputLength];

        var y = Unwritten(shape.OutputLength);
        Device.Conv2d.Forward(shape, Upload(x), Upload(w), Upload(b), y, Activation.Relu);
        Conv2dReference.Forward(shape, Close.Doubles(x), weights, bias, expected, Activation.Relu);
        CompareNaN("y", y.ToArray(), expected);

        var frames = RandomBytes(shape.InputLength);
        y = Unwritten(shape.OutputLength);
        Device.Conv2d.ForwardFromFrames(shape, Upload(frames), Upload(w), Upload(b), y, Activation.Relu);
        Conv2dReference.Forward(shape, ScaledFrames(shape, frames), weights, bias, expected, Activation.Relu);
        CompareNaN("y from frames", y.ToArray(), expected);
    }

    [TestCaseSource(nameof(FewShapes))]
    public void NaN_goes_back_through_the_fused_ReLU(Conv2dShape shape)
    {
        var w = RandomFloats(shape.WeightLength);
        var dz = RandomFloats(shape.OutputLength);
        var reluOutput = RandomReluOutput(shape.InputLength);
        reluOutput[shape.C / 2] = float.NaN;
        var dx = Unwritten(shape.InputLength);
        Device.Conv2d.BackwardInput(shape, Upload(dz), Upload(w), dx, Upload(reluOutput));
        CompareBackwardInput(shape, dz, w, dx, reluOutput);

        dz[shape.K - 1] = float.NaN;
        Device.Conv2d.BackwardInput(shape, Upload(dz), Upload(w), dx, Upload(reluOutput));
        var expected = new double[shape.InputLength];
        Conv2dReference.BackwardInput(shape, Close.Doubles(dz), Close.Doubles(w), expected, Close.Doubles(reluOutput));
        var actual = dx.ToArray();
        Assert.That(expected, Has.Some.NaN);
        Assert.That(actual.Where((_, i) => double.IsNaN(expected[i])), Is.All.NaN);
        Assert.That(actual.Where((_, i) => reluOutput[i] == 0), Is.All.Zero);
    }

    [Test]
    public void The_same_call_twice_gives_the_same_bits()
    {
        var shape = OddShapes[2];
        var x = Upload(RandomFloats(shape.InputLength));
        var w = Upload(RandomFloats(shape.WeightLength));
        var dz = Upload(RandomFloats(shape.OutputLength));
        var b = Upload(RandomFloats(shape.K));
        var results = new List<float[]>();
        for (var run = 0; run < 2; run++)
        {
            var y = Unwritten(shape.OutputLength);
            var dx = Unwritten(shape.InputLength);
            var dw = Unwritten(shape.WeightLength);
            var db = Unwritten(shape.K);
            Device.Conv2d.Forward(shape, x, w, b, y, Activation.None);
            Device.Conv2d.BackwardInput(shape, dz, w, dx);
            Device.Conv2d.BackwardWeights(shape, x, dz, dw, db);
            results.Add([.. y.ToArray(), .. dx.ToArray(), .. dw.ToArray(), .. db.ToArray()]);
        }
        Assert.That(results[1], Is.EqualTo(results[0]));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var shape = OddShapes[1];
        var x = Upload(new float[shape.InputLength]);
        var w = Upload(new float[shape.WeightLength]);
        var b = Upload(new float[shape.K]);
        var y = Upload(new float[shape.OutputLength - 1]);
        Assert.That(
            () => Device.Conv2d.Forward(shape, x, w, b, y, Activation.None),
            Throws.ArgumentException.With.Message.Contains($"y has {shape.OutputLength - 1} elements")
                .And.Message.Contains($"[N, P, Q, K] asks for {shape.OutputLength}"));
    }

    [Test]
    public void An_empty_minibatch_and_a_kernel_that_does_not_fit_are_refused()
    {
        var one = Upload(1f);
        Assert.That(
            () => Device.Conv2d.Forward(OddShapes[0] with { N = 0 }, one, one, one, one, Activation.None),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("N must be at least 1, but is 0"));
        Assert.That(
            () => Device.Conv2d.Forward(OddShapes[0] with { R = 3 }, one, one, one, one, Activation.None),
            Throws.ArgumentException.With.Message.Contains("3x1 kernel does not fit an input of 1x1"));
    }

    private void CheckForward(Conv2dShape shape, Activation activation)
    {
        var x = RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var b = RandomFloats(shape.K);
        var y = Unwritten(shape.OutputLength);
        Device.Conv2d.Forward(shape, Upload(x), Upload(w), Upload(b), y, activation);
        CompareForward(shape, Close.Doubles(x), w, b, y, activation);
    }

    private void CheckForwardFromFrames(Conv2dShape shape, Activation activation)
    {
        var frames = RandomBytes(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var b = RandomFloats(shape.K);
        var y = Unwritten(shape.OutputLength);
        Device.Conv2d.ForwardFromFrames(shape, Upload(frames), Upload(w), Upload(b), y, activation);
        CompareForward(shape, ScaledFrames(shape, frames), w, b, y, activation);
    }

    /// <summary>Each network has its own numbers; the third has the first one's parameters, as in Double DQN.</summary>
    /// <param name="shape">Of each network.</param>
    /// <param name="networks">How many.</param>
    /// <param name="activation">Of each network.</param>
    /// <param name="between">The number of the network whose input and parameters do not begin at a multiple of 16 bytes.</param>
    private void CheckForwardTogether(Conv2dShape shape, int networks, Activation activation, int between = -1)
    {
        var x = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.InputLength));
        var (w, b) = RandomParameters(shape, networks);
        var y = Array.ConvertAll(x, _ => Unwritten(shape.OutputLength));
        Device.Conv2d.ForwardTogether(
            shape,
            [.. Enumerable.Range(0, networks).Select(i =>
            {
                var before = i == between ? 1 : 0;
                return new LayerBuffers<float>(UploadBehind(before, x[i]), UploadBehind(before, w[i]), UploadBehind(before, b[i]), y[i]);
            })],
            activation);
        for (var i = 0; i < networks; i++)
            CompareForward(shape, Close.Doubles(x[i]), w[i], b[i], y[i], activation);
    }

    /// <inheritdoc cref="CheckForwardTogether"/>
    private void CheckForwardFromFramesTogether(Conv2dShape shape, int networks, Activation activation, int between = -1)
    {
        var frames = Array.ConvertAll(new float[networks], _ => RandomBytes(shape.InputLength));
        var (w, b) = RandomParameters(shape, networks);
        var y = Array.ConvertAll(frames, _ => Unwritten(shape.OutputLength));
        Device.Conv2d.ForwardFromFramesTogether(
            shape,
            [.. Enumerable.Range(0, networks).Select(i =>
            {
                var before = i == between ? 1 : 0;
                var input = Upload<byte>([.. new byte[before], .. frames[i]]).View.Slice(before, frames[i].Length);
                return new LayerBuffers<byte>(input, UploadBehind(before, w[i]), UploadBehind(before, b[i]), y[i]);
            })],
            activation);
        for (var i = 0; i < networks; i++)
            CompareForward(shape, ScaledFrames(shape, frames[i]), w[i], b[i], y[i], activation);
    }

    private (float[][] W, float[][] B) RandomParameters(Conv2dShape shape, int networks)
    {
        var w = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.WeightLength));
        var b = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.K));
        if (networks == 3)
            (w[2], b[2]) = (w[0], b[0]);
        return (w, b);
    }

    private void CompareForward(Conv2dShape shape, double[] x, float[] w, float[] b, DeviceBuffer<float> y, Activation activation)
    {
        var expected = new double[shape.OutputLength];
        var magnitude = new double[shape.OutputLength];
        var weights = Close.Doubles(w);
        var bias = Close.Doubles(b);
        Conv2dReference.Forward(shape, x, weights, bias, expected, activation);
        Conv2dReference.Forward(
            shape, Close.Absolute(x), Close.Absolute(weights), Close.Absolute(bias), magnitude, Activation.None);
        Close.Compare("y", y.ToArray(), expected, magnitude, ProductTolerance);
    }

    private void CheckBackwardInput(Conv2dShape shape, bool masked)
    {
        var dz = RandomFloats(shape.OutputLength);
        var w = RandomFloats(shape.WeightLength);
        var reluOutput = RandomReluOutput(shape.InputLength);
        var dx = Unwritten(shape.InputLength);
        Device.Conv2d.BackwardInput(shape, Upload(dz), Upload(w), dx, masked ? Upload(reluOutput) : default(DeviceView<float>));
        CompareBackwardInput(shape, dz, w, dx, masked ? reluOutput : []);
    }

    private void CompareBackwardInput(Conv2dShape shape, float[] dz, float[] w, DeviceBuffer<float> dx, float[] reluOutput)
    {
        var expected = new double[shape.InputLength];
        var magnitude = new double[shape.InputLength];
        var weights = Close.Doubles(w);
        var gradient = Close.Doubles(dz);
        Conv2dReference.BackwardInput(shape, gradient, weights, expected, Close.Doubles(reluOutput));
        Conv2dReference.BackwardInput(shape, Close.Absolute(gradient), Close.Absolute(weights), magnitude);
        Close.Compare("dx", dx.ToArray(), expected, magnitude, ProductTolerance);
    }

    private void CheckBackwardWeights(Conv2dShape shape)
    {
        var x = RandomFloats(shape.InputLength);
        var dz = RandomFloats(shape.OutputLength);
        var dw = Unwritten(shape.WeightLength);
        var db = Unwritten(shape.K);
        Device.Conv2d.BackwardWeights(shape, Upload(x), Upload(dz), dw, db);
        CompareBackwardWeights(shape, Close.Doubles(x), dz, dw, db);
    }

    private void CheckBackwardWeightsFromFrames(Conv2dShape shape)
    {
        var frames = RandomBytes(shape.InputLength);
        var dz = RandomFloats(shape.OutputLength);
        var dw = Unwritten(shape.WeightLength);
        var db = Unwritten(shape.K);
        Device.Conv2d.BackwardWeightsFromFrames(shape, Upload(frames), Upload(dz), dw, db);
        CompareBackwardWeights(shape, ScaledFrames(shape, frames), dz, dw, db);
    }

    private void CheckBackward(Conv2dShape shape, bool masked)
    {
        // The input is what a ReLU in front has put out, so it is the mask as well.
        var x = masked ? RandomReluOutput(shape.InputLength) : RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var dz = RandomFloats(shape.OutputLength);
        var dw = Unwritten(shape.WeightLength);
        var db = Unwritten(shape.K);
        var dx = Unwritten(shape.InputLength);
        var input = Upload(x);
        Device.Conv2d.Backward(shape, input, Upload(w), Upload(dz), dw, db, dx, masked ? input : default(DeviceView<float>));
        CompareBackwardWeights(shape, Close.Doubles(x), dz, dw, db);
        CompareBackwardInput(shape, dz, w, dx, masked ? x : []);
    }

    private void CompareBackwardWeights(Conv2dShape shape, double[] x, float[] dz, DeviceBuffer<float> dw, DeviceBuffer<float> db)
    {
        var expectedWeights = new double[shape.WeightLength];
        var expectedBias = new double[shape.K];
        var magnitudeWeights = new double[shape.WeightLength];
        var magnitudeBias = new double[shape.K];
        var gradient = Close.Doubles(dz);
        Conv2dReference.BackwardWeights(shape, x, gradient, expectedWeights, expectedBias);
        Conv2dReference.BackwardWeights(shape, Close.Absolute(x), Close.Absolute(gradient), magnitudeWeights, magnitudeBias);
        Close.Compare("dw", dw.ToArray(), expectedWeights, magnitudeWeights, ProductTolerance);
        Close.Compare("db", db.ToArray(), expectedBias, magnitudeBias);
    }

    private static double[] ScaledFrames(Conv2dShape shape, byte[] frames)
    {
        var x = new double[shape.InputLength];
        Conv2dReference.ScaleFrames(shape, frames, x);
        return x;
    }
}
