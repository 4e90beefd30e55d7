using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="CrossEntropyLoss"/> against <see cref="CrossEntropyLossReference"/>.</summary>
public abstract class CrossEntropyLossTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Loss_and_gradient_equal_the_reference(
        [Values(1, 3, 32, 77)] int n, [Values(1, 2, 5, 18)] int classes, [Values(0.1f, 3, 100)] float size)
    {
        var outputs = Array.ConvertAll(RandomFloats(n * classes), value => size * value);
        var labels = RandomInts(n, classes);
        var gradient = Unwritten(outputs.Length);
        var loss = Unwritten(1);
        Device.CrossEntropyLoss.Compute(classes, Upload(outputs), Upload(labels), gradient, loss);

        var expectedGradient = new double[outputs.Length];
        var expected = CrossEntropyLossReference.Compute(classes, Close.Doubles(outputs), labels, expectedGradient);
        Close.Compare("gradient", gradient.ToArray(), expectedGradient, floor: 1.0 / n);
        Close.Compare("loss", loss.ToArray(), [expected], floor: Math.Log(2 + classes));
    }

    // PyTorch 1.13: CrossEntropyLoss(), reduction='mean', of [[1, 2, 3], [0.5, -1, 0.25]] and [0, 2].
    [Test]
    public void The_mean_goes_over_the_samples_as_in_PyTorch()
    {
        var outputs = Upload(1, 2, 3, 0.5f, -1, 0.25f);
        var loss = Unwritten(1);
        Device.CrossEntropyLoss.Compute(3, outputs, Upload(0, 2), gradient: outputs, loss);
        Assert.That(loss.ToArray()[0], Is.EqualTo(1.6758590f).Within(1e-6));
        Assert.That(outputs.ToArray(), Is.EqualTo(new[] { -0.4549847f, 0.1223642f, 0.3326205f, 0.2497589f, 0.0557287f, -0.3054876f }).Within(1e-6), "the gradient, where the outputs were");
    }

    [TestCase(1e4f), TestCase(-1e4f), TestCase(3e38f)]
    public void Large_outputs_do_not_overflow(float size)
    {
        var gradient = Unwritten(4);
        var loss = Unwritten(1);
        Device.CrossEntropyLoss.Compute(2, Upload(size, size, size, size), Upload(1, 0), gradient, loss);
        Assert.That(loss.ToArray()[0], Is.EqualTo(MathF.Log(2)).Within(1e-6));
        Assert.That(gradient.ToArray(), Is.EqualTo(new[] { 0.25f, -0.25f, -0.25f, 0.25f }).Within(1e-6));
    }

    [Test]
    public void An_output_of_minus_infinity_is_a_class_of_probability_0()
    {
        var gradient = Unwritten(6);
        var loss = Unwritten(1);
        var outputs = Upload(1, float.NegativeInfinity, 1, 2, 2, float.NegativeInfinity);
        Device.CrossEntropyLoss.Compute(3, outputs, Upload(0, 1), gradient, loss);
        Assert.That(loss.ToArray()[0], Is.EqualTo(MathF.Log(2)).Within(1e-6));
        Assert.That(gradient.ToArray(), Is.EqualTo(new[] { -0.25f, 0, 0.25f, 0.25f, -0.25f, 0 }).Within(1e-6));
        Device.CrossEntropyLoss.Compute(3, outputs, Upload(1, 1), gradient, loss);
        Assert.That(loss.ToArray()[0], Is.EqualTo(float.PositiveInfinity));
        Assert.That(gradient.ToArray()[..3], Is.EqualTo(new[] { 0.25f, -0.5f, 0.25f }).Within(1e-6));
    }

    [Test]
    public void The_gradient_is_the_slope_of_the_loss()
    {
        const double Step = 1e-5;
        var outputs = Close.Doubles(Array.ConvertAll(RandomFloats(20), value => 3 * value));
        var labels = RandomInts(4, 5);
        var gradient = new double[20];
        CrossEntropyLossReference.Compute(5, outputs, labels, gradient);
        for (var i = 0; i < 20; i++)
        {
            var (up, down) = ((double[])outputs.Clone(), (double[])outputs.Clone());
            up[i] += Step;
            down[i] -= Step;
            var (above, below) = (CrossEntropyLossReference.Compute(5, up, labels, new double[20]), CrossEntropyLossReference.Compute(5, down, labels, new double[20]));
            var slope = (above - below) / (2 * Step);
            Assert.That(gradient[i], Is.EqualTo(slope).Within(1e-9), $"output {i}");
        }
    }

    [TestCase(float.NaN, 0), TestCase(float.NaN, 2), TestCase(float.PositiveInfinity, 1)]
    public void NaN_and_infinity_reach_the_loss_and_their_own_row(float value, int column)
    {
        var outputs = RandomFloats(9);
        outputs[3 + column] = value;
        var labels = new[] { 1, 1, 2 };
        var gradient = Upload(new float[9]);
        var loss = Upload(0f);
        Device.CrossEntropyLoss.Compute(3, Upload(outputs), Upload(labels), gradient, loss);

        var expected = new double[9];
        Assert.That(CrossEntropyLossReference.Compute(3, Close.Doubles(outputs), labels, expected), Is.NaN);
        Assert.That(loss.ToArray()[0], Is.NaN);
        CompareNaN("gradient", gradient.ToArray(), expected);
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var (six, five, one, labels) = (Upload(new float[6]), Upload(new float[5]), Upload(0f), Upload(0, 1));
        Assert.That(
            () => Device.CrossEntropyLoss.Compute(3, five, labels, six, one),
            Throws.ArgumentException.With.Message.Contains("outputs has 5 elements").And.Message.Contains("[N, O] asks for 6"));
        Assert.That(
            () => Device.CrossEntropyLoss.Compute(3, six, labels, five, one),
            Throws.ArgumentException.With.Message.Contains("gradient has 5 elements").And.Message.Contains("[N, O] asks for 6"));
        Assert.That(
            () => Device.CrossEntropyLoss.Compute(3, six, labels, six, five),
            Throws.ArgumentException.With.Message.Contains("loss has 5 elements").And.Message.Contains("[1] asks for 1"));
    }
}
