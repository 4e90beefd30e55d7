using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Linear"/> against <see cref="LinearReference"/>.</summary>
public abstract class LinearTests(DeviceSource source) : DeviceFixture(source)
{
    private static readonly LinearShape[] OddShapes =
    [
        new(N: 1, In: 1, Out: 1), new(N: 1, In: 7, Out: 3), new(N: 3, In: 16, Out: 18), new(N: 5, In: 33, Out: 9),
        new(N: 8, In: 65, Out: 31), new(N: 33, In: 19, Out: 6), new(N: 2, In: 130, Out: 17),
    ];

    private static readonly LinearShape[] RealNetworkShapes =
    [
        new(N: 32, In: 2592, Out: 512), new(N: 32, In: 3136, Out: 512), new(N: 32, In: 512, Out: 6), new(N: 32, In: 512, Out: 18),
        new(N: 1, In: 3136, Out: 512), new(N: 2, In: 2592, Out: 512), new(N: 8, In: 512, Out: 4), new(N: 70, In: 600, Out: 100),
    ];

    /// <summary>Rows in whole vectors of four and not, few columns and more than a tile of 32 has.</summary>
    private static readonly LinearShape[] FewShapes =
    [
        new(N: 3, In: 16, Out: 20), new(N: 5, In: 33, Out: 9), new(N: 33, In: 19, Out: 6), new(N: 40, In: 24, Out: 36),
    ];

    protected static IEnumerable<LinearShape> SmallShapes()
    {
        var random = new Random(7);
        for (var i = 0; i < 10; i++)
            yield return new(random.Next(1, 40), random.Next(1, 70), random.Next(1, 40));
        foreach (var shape in OddShapes)
            yield return shape;
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Forward_equals_the_reference(LinearShape shape)
    {
        CheckForward(shape, Activation.None);
        CheckForward(shape, Activation.Relu);
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Backward_to_the_input_equals_the_reference(LinearShape shape)
    {
        CheckBackwardInput(shape, masked: false, accumulate: false);
        CheckBackwardInput(shape, masked: true, accumulate: false);
        CheckBackwardInput(shape, masked: false, accumulate: true);
        CheckBackwardInput(shape, masked: true, accumulate: true);
    }

    [TestCaseSource(nameof(SmallShapes))]
    public void Backward_to_the_weights_equals_the_reference(LinearShape shape) => CheckBackwardWeights(shape);

    [TestCaseSource(nameof(RealNetworkShapes))]
    public void The_real_networks_layers_equal_the_reference(LinearShape shape)
    {
        RequireRealShapes();
        CheckForward(shape, Activation.Relu);
        CheckBackwardInput(shape, masked: true, accumulate: false);
        CheckBackwardWeights(shape);
    }

    [Test, Combinatorial]
    public void Networks_together_equal_the_reference(
        [ValueSource(nameof(FewShapes))] LinearShape shape, [Range(1, LayerBuffers<float>.Most)] int networks) =>
        CheckForwardTogether(shape, networks, Activation.Relu);

    [TestCase(0), TestCase(1), TestCase(2)]
    public void A_network_whose_buffers_begin_between_vectors_goes_with_others(int network) =>
        CheckForwardTogether(new(N: 3, In: 16, Out: 20), networks: 3, Activation.None, between: network);

    [TestCase(2), TestCase(3)]
    public void The_real_networks_layers_together_equal_the_reference(int networks)
    {
        RequireRealShapes();
        CheckForwardTogether(new(N: 32, In: 3136, Out: 512), networks, Activation.Relu);
    }

    [TestCase(0), TestCase(LayerBuffers<float>.Most + 1)]
    public void No_network_and_more_than_three_are_refused(int networks)
    {
        var one = Upload(1f).View;
        var buffers = Enumerable.Repeat(new LayerBuffers<float>(one, one, one, one), networks).ToArray();
        Assert.That(
            () => Device.Linear.ForwardTogether(new(N: 1, In: 1, Out: 1), buffers, Activation.None),
            Throws.ArgumentException.With.Message.Contains($"ForwardTogether: {networks} networks, but 1 to 3 go together"));
    }

    [TestCaseSource(nameof(FewShapes))]
    public void Both_gradients_together_equal_the_reference(LinearShape shape)
    {
        CheckBackward(shape, masked: false);
        CheckBackward(shape, masked: true);
    }

    [TestCase(32, 3136, 512), TestCase(32, 512, 18)]
    public void Both_gradients_of_the_real_networks_layers_equal_the_reference(int n, int features, int outputs)
    {
        RequireRealShapes();
        CheckBackward(new(n, features, outputs), masked: true);
    }

    [TestCaseSource(nameof(FewShapes))]
    public void NaN_goes_through_the_fused_ReLU(LinearShape shape)
    {
        var x = RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var b = RandomFloats(shape.Out);
        x[shape.In + shape.In / 2] = float.NaN;
        b[shape.Out - 1] = float.NaN;
        var y = Unwritten(shape.OutputLength);
        Device.Linear.Forward(shape, Upload(x), Upload(w), Upload(b), y, Activation.Relu);

        var expected = new double[shape.OutputLength];
        LinearReference.Forward(shape, Close.Doubles(x), Close.Doubles(w), Close.Doubles(b), expected, Activation.Relu);
        CompareNaN("y", y.ToArray(), expected);
    }

    [TestCaseSource(nameof(FewShapes))]
    public void NaN_goes_back_through_the_fused_ReLU(LinearShape shape)
    {
        var w = RandomFloats(shape.WeightLength);
        var dz = RandomFloats(shape.OutputLength);
        var reluOutput = RandomReluOutput(shape.InputLength);
        reluOutput[shape.In / 2] = float.NaN;
        reluOutput[0] = 0;
        var dx = Unwritten(shape.InputLength);
        Device.Linear.BackwardInput(shape, Upload(dz), Upload(w), dx, Upload(reluOutput));
        CompareBackwardInput(shape, dz, w, new float[shape.InputLength], dx, reluOutput);

        dz[shape.Out - 1] = float.NaN;
        Device.Linear.BackwardInput(shape, Upload(dz), Upload(w), dx, Upload(reluOutput));
        var expected = new double[shape.InputLength];
        LinearReference.BackwardInput(shape, Close.Doubles(dz), Close.Doubles(w), expected, Close.Doubles(reluOutput));
        CompareNaN("dx", dx.ToArray(), expected);
    }

    [Test]
    public void The_same_call_twice_gives_the_same_bits()
    {
        var shape = OddShapes[4];
        var x = Upload(RandomFloats(shape.InputLength));
        var w = Upload(RandomFloats(shape.WeightLength));
        var dz = Upload(RandomFloats(shape.OutputLength));
        var b = Upload(RandomFloats(shape.Out));
        var results = new List<float[]>();
        for (var run = 0; run < 2; run++)
        {
            var y = Unwritten(shape.OutputLength);
            var dx = Unwritten(shape.InputLength);
            var dw = Unwritten(shape.WeightLength);
            var db = Unwritten(shape.Out);
            Device.Linear.Forward(shape, x, w, b, y, Activation.None);
            Device.Linear.BackwardInput(shape, dz, w, dx);
            Device.Linear.BackwardWeights(shape, x, dz, dw, db);
            results.Add([.. y.ToArray(), .. dx.ToArray(), .. dw.ToArray(), .. db.ToArray()]);
        }
        Assert.That(results[1], Is.EqualTo(results[0]));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var shape = OddShapes[3];
        var x = Upload(new float[shape.InputLength]);
        var w = Upload(new float[shape.WeightLength + 1]);
        var b = Upload(new float[shape.Out]);
        var y = Upload(new float[shape.OutputLength]);
        Assert.That(
            () => Device.Linear.Forward(shape, x, w, b, y, Activation.None),
            Throws.ArgumentException.With.Message.Contains($"w has {shape.WeightLength + 1} elements")
                .And.Message.Contains($"[Out, In] asks for {shape.WeightLength}"));
    }

    [Test]
    public void An_empty_minibatch_is_refused()
    {
        var one = Upload(1f);
        Assert.That(
            () => Device.Linear.Forward(new(N: 0, In: 1, Out: 1), one, one, one, one, Activation.None),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("N must be at least 1, but is 0"));
    }

    private void CheckForward(LinearShape shape, Activation activation)
    {
        var x = RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var b = RandomFloats(shape.Out);
        var y = Unwritten(shape.OutputLength);
        Device.Linear.Forward(shape, Upload(x), Upload(w), Upload(b), y, activation);
        CompareForward(shape, x, w, b, y, activation);
    }

    /// <summary>Each network has its own numbers; the third has the first one's parameters, as in Double DQN.</summary>
    /// <param name="shape">Of each network.</param>
    /// <param name="networks">How many.</param>
    /// <param name="activation">Of each network.</param>
    /// <param name="between">The number of the network whose input and parameters do not begin at a multiple of 16 bytes.</param>
    private void CheckForwardTogether(LinearShape shape, int networks, Activation activation, int between = -1)
    {
        var x = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.InputLength));
        var w = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.WeightLength));
        var b = Array.ConvertAll(new float[networks], _ => RandomFloats(shape.Out));
        var y = Array.ConvertAll(x, _ => Unwritten(shape.OutputLength));
        if (networks == 3)
            (w[2], b[2]) = (w[0], b[0]);
        Device.Linear.ForwardTogether(
            shape,
            [.. Enumerable.Range(0, networks).Select(i =>
            {
                var before = i == between ? 1 : 0;
                return new LayerBuffers<float>(UploadBehind(before, x[i]), UploadBehind(before, w[i]), UploadBehind(before, b[i]), y[i]);
            })],
            activation);
        for (var i = 0; i < networks; i++)
            CompareForward(shape, x[i], w[i], b[i], y[i], activation);
    }

    private void CompareForward(LinearShape shape, float[] x, float[] w, float[] b, DeviceBuffer<float> y, Activation activation)
    {
        var (inputs, weights, bias) = (Close.Doubles(x), Close.Doubles(w), Close.Doubles(b));
        var expected = new double[shape.OutputLength];
        var magnitude = new double[shape.OutputLength];
        LinearReference.Forward(shape, inputs, weights, bias, expected, activation);
        LinearReference.Forward(shape, Close.Absolute(inputs), Close.Absolute(weights), Close.Absolute(bias), magnitude, Activation.None);
        Close.Compare("y", y.ToArray(), expected, magnitude, ProductTolerance);
    }

    private void CheckBackwardInput(LinearShape shape, bool masked, bool accumulate)
    {
        var dz = RandomFloats(shape.OutputLength);
        var w = RandomFloats(shape.WeightLength);
        var reluOutput = RandomReluOutput(shape.InputLength);
        var before = RandomFloats(shape.InputLength);
        var dx = accumulate ? Upload(before) : Unwritten(shape.InputLength);
        var mask = masked ? Upload(reluOutput) : default(DeviceView<float>);
        Device.Linear.BackwardInput(shape, Upload(dz), Upload(w), dx, mask, accumulate);
        CompareBackwardInput(shape, dz, w, accumulate ? before : new float[shape.InputLength], dx, masked ? reluOutput : []);
    }

    private void CompareBackwardInput(LinearShape shape, float[] dz, float[] w, float[] before, DeviceBuffer<float> dx, float[] reluOutput)
    {
        var (gradient, weights) = (Close.Doubles(dz), Close.Doubles(w));
        var expected = Close.Doubles(before);
        var magnitude = Close.Absolute(expected);
        LinearReference.BackwardInput(shape, gradient, weights, expected, Close.Doubles(reluOutput), accumulate: true);
        LinearReference.BackwardInput(shape, Close.Absolute(gradient), Close.Absolute(weights), magnitude, accumulate: true);
        Close.Compare("dx", dx.ToArray(), expected, magnitude, ProductTolerance);
    }

    private void CheckBackwardWeights(LinearShape shape)
    {
        var x = RandomFloats(shape.InputLength);
        var dz = RandomFloats(shape.OutputLength);
        var dw = Unwritten(shape.WeightLength);
        var db = Unwritten(shape.Out);
        Device.Linear.BackwardWeights(shape, Upload(x), Upload(dz), dw, db);
        CompareBackwardWeights(shape, x, dz, dw, db);
    }

    private void CheckBackward(LinearShape shape, bool masked)
    {
        // The input is what a ReLU in front has put out, so it is the mask as well.
        var x = masked ? RandomReluOutput(shape.InputLength) : RandomFloats(shape.InputLength);
        var w = RandomFloats(shape.WeightLength);
        var dz = RandomFloats(shape.OutputLength);
        var dw = Unwritten(shape.WeightLength);
        var db = Unwritten(shape.Out);
        var dx = Unwritten(shape.InputLength);
        var input = Upload(x);
        Device.Linear.Backward(shape, input, Upload(w), Upload(dz), dw, db, dx, masked ? input : default(DeviceView<float>));
        CompareBackwardWeights(shape, x, dz, dw, db);
        CompareBackwardInput(shape, dz, w, new float[shape.InputLength], dx, masked ? x : []);
    }

    private void CompareBackwardWeights(LinearShape shape, float[] x, float[] dz, DeviceBuffer<float> dw, DeviceBuffer<float> db)
    {
        var (inputs, gradient) = (Close.Doubles(x), Close.Doubles(dz));
        var expectedWeights = new double[shape.WeightLength];
        var expectedBias = new double[shape.Out];
        var magnitudeWeights = new double[shape.WeightLength];
        var magnitudeBias = new double[shape.Out];
        LinearReference.BackwardWeights(shape, inputs, gradient, expectedWeights, expectedBias);
        LinearReference.BackwardWeights(shape, Close.Absolute(inputs), Close.Absolute(gradient), magnitudeWeights, magnitudeBias);
        Close.Compare("dw", dw.ToArray(), expectedWeights, magnitudeWeights, ProductTolerance);
        Close.Compare("db", db.ToArray(), expectedBias, magnitudeBias);
    }
}
