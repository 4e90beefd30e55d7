using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="LayerNorm"/> against <see cref="LayerNormReference"/>.</summary>
public abstract class LayerNormTests(DeviceSource source) : DeviceFixture(source)
{
    /// <summary>Odd sizes below, at and beyond every vector and group.</summary>
    private static readonly (int N, int F)[] Shapes = [(1, 1), (2, 3), (3, 16), (5, 77), (4, 259)];

    [Test]
    public void Forward_equals_the_reference([ValueSource(nameof(Shapes))] (int N, int F) shape, [Values] Activation activation) =>
        CompareForward(Inputs(shape.N, shape.F), activation);

    [Test]
    public void Backward_equals_the_reference([ValueSource(nameof(Shapes))] (int N, int F) shape, [Values] bool inputIsRelu) =>
        CompareBackward(Inputs(shape.N, shape.F, inputIsRelu), inputIsRelu);

    [Test]
    public void A_minibatch_of_the_last_convolution_equals_the_reference()
    {
        RequireRealShapes();
        var inputs = Inputs(32, 3136, isRelu: true);
        CompareForward(inputs, Activation.Relu);
        CompareBackward(inputs, inputIsRelu: true);
    }

    [Test]
    public void A_sample_far_from_0_is_centred_before_it_is_squared()
    {
        var inputs = Inputs(2, 40);
        for (var i = 0; i < inputs.X.Length; i++)
            inputs.X[i] = 1000 + i % 7;
        CompareForward(inputs, Activation.None, tolerance: 1e-4);
    }

    [Test]
    public void A_sample_of_equal_features_gives_the_shift()
    {
        var beta = RandomFloats(5);
        var (y, mean, rstd) = (Unwritten(5), Unwritten(1), Unwritten(1));
        Device.LayerNorm.Forward(Upload(2f, 2, 2, 2, 2), Upload(RandomFloats(5)), Upload(beta), y, mean, rstd, Activation.None);
        Assert.That(y.ToArray(), Is.EqualTo(beta));
        Assert.That(mean.ToArray(), Is.EqualTo(new[] { 2f }));
        Assert.That(rstd.ToArray()[0], Is.EqualTo(1 / MathF.Sqrt(LayerNorm.Epsilon)).Within(1e-4).Percent);
    }

    [Test]
    public void A_NaN_takes_its_whole_sample_and_no_other([Values] Activation activation)
    {
        const int N = 3, F = 20;
        var inputs = Inputs(N, F);
        inputs.X[F + 7] = float.NaN;
        var (y, mean, rstd, dx) = (Unwritten(N * F), Unwritten(N), Unwritten(N), Unwritten(N * F));
        var (x, gamma) = (Upload(inputs.X), Upload(inputs.Gamma));
        Device.LayerNorm.Forward(x, gamma, Upload(inputs.Beta), y, mean, rstd, activation);
        Device.LayerNorm.BackwardInput(x, gamma, Upload(inputs.Dz), mean, rstd, dx);
        foreach (var values in new[] { y.ToArray(), dx.ToArray() })
            Assert.That(Array.ConvertAll(values, float.IsNaN), Is.EqualTo(Enumerable.Range(0, N * F).Select(i => i / F == 1)));
    }

    [Test]
    public void Wrong_lengths_are_refused_with_both_shapes()
    {
        var (three, four, twelve) = (Upload(new float[3]), Upload(new float[4]), Upload(new float[12]));
        var norm = Device.LayerNorm;
        AssertRefused(() => norm.Forward(four, four, four, twelve, three, three, Activation.None), "x has 4 elements", "[N, F] asks for 12");
        AssertRefused(() => norm.Forward(twelve, four, four, four, three, three, Activation.None), "y has 4 elements", "[N, F] asks for 12");
        AssertRefused(() => norm.Forward(twelve, four, three, twelve, three, three, Activation.None), "beta has 3 elements", "[F] asks for 4");
        AssertRefused(() => norm.Forward(twelve, four, four, twelve, three, four, Activation.None), "rstd has 4 elements", "[N] asks for 3");
        AssertRefused(() => norm.BackwardInput(twelve, four, three, three, three, twelve), "dz has 3 elements", "[N, F] asks for 12");
        AssertRefused(() => norm.BackwardInput(twelve, four, twelve, three, three, four), "dx has 4 elements", "[N, F] asks for 12");
        AssertRefused(() => norm.BackwardWeights(twelve, twelve, three, three, four, three), "dbeta has 3 elements", "[F] asks for 4");
        AssertRefused(() => norm.BackwardWeights(three, twelve, three, three, four, four), "x has 3 elements", "[N, F] asks for 12");

        static void AssertRefused(Action call, string actual, string expected) =>
            Assert.That(call, Throws.ArgumentException.With.Message.Contains(actual).And.Message.Contains(expected));
    }

    private sealed record Arrays(int N, int F, float[] X, float[] Gamma, float[] Beta, float[] Dz);

    private Arrays Inputs(int n, int features, bool isRelu = false) => new(
        n, features, isRelu ? RandomReluOutput(n * features) : RandomFloats(n * features), RandomFloats(features), RandomFloats(features),
        RandomFloats(n * features));

    /// <param name="inputs">What is normalised.</param>
    /// <param name="activation">Fused.</param>
    /// <param name="tolerance">Of xhat, which is of size 1 but for rare features.</param>
    private void CompareForward(Arrays inputs, Activation activation, double tolerance = 1e-5)
    {
        var (n, features) = (inputs.N, inputs.F);
        var (y, mean, rstd) = (Unwritten(n * features), Unwritten(n), Unwritten(n));
        Device.LayerNorm.Forward(Upload(inputs.X), Upload(inputs.Gamma), Upload(inputs.Beta), y, mean, rstd, activation);

        var (expectedY, expectedMean, expectedRstd) = (new double[n * features], new double[n], new double[n]);
        LayerNormReference.Forward(
            Close.Doubles(inputs.X), Close.Doubles(inputs.Gamma), Close.Doubles(inputs.Beta), expectedY, expectedMean, expectedRstd, activation);
        Close.Compare("mean", mean.ToArray(), expectedMean);
        Close.Compare("rstd", rstd.ToArray(), expectedRstd, expectedRstd, tolerance);
        Close.Compare("y", y.ToArray(), expectedY, Array.ConvertAll(expectedY, value => Math.Max(1, Math.Abs(value))), tolerance);
    }

    private void CompareBackward(Arrays inputs, bool inputIsRelu)
    {
        var (n, features) = (inputs.N, inputs.F);
        var (x, gamma, dz) = (Close.Doubles(inputs.X), Close.Doubles(inputs.Gamma), Close.Doubles(inputs.Dz));
        var (mean, rstd) = (new double[n], new double[n]);
        LayerNormReference.Forward(x, gamma, new double[features], new double[n * features], mean, rstd, Activation.None);
        var (deviceMean, deviceRstd) = (Upload(Array.ConvertAll(mean, value => (float)value)), Upload(Array.ConvertAll(rstd, value => (float)value)));
        var (dx, dgamma, dbeta) = (Unwritten(n * features), Unwritten(features), Unwritten(features));
        var (deviceX, deviceDz) = (Upload(inputs.X), Upload(inputs.Dz));
        Device.LayerNorm.BackwardInput(deviceX, Upload(inputs.Gamma), deviceDz, deviceMean, deviceRstd, dx, inputIsRelu);
        Device.LayerNorm.BackwardWeights(deviceX, deviceDz, deviceMean, deviceRstd, dgamma, dbeta);

        var (expectedDx, expectedDgamma, expectedDbeta) = (new double[n * features], new double[features], new double[features]);
        LayerNormReference.BackwardInput(x, gamma, dz, mean, rstd, expectedDx, inputIsRelu);
        LayerNormReference.BackwardWeights(x, dz, mean, rstd, expectedDgamma, expectedDbeta);
        // rstd g is what the sums are taken from; xhat may be larger than 1.
        var magnitude = new double[n * features];
        for (var i = 0; i < magnitude.Length; i++)
            magnitude[i] = rstd[i / features] * (1 + Math.Abs((x[i] - mean[i / features]) * rstd[i / features]));
        Close.Compare("dx", dx.ToArray(), expectedDx, magnitude);
        Close.Compare("dgamma", dgamma.ToArray(), expectedDgamma, floor: 2 * n);
        Close.Compare("dbeta", dbeta.ToArray(), expectedDbeta, floor: n);
    }
}
