using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="RegressionLoss"/> against <see cref="RegressionLossReference"/>.</summary>
public abstract class RegressionLossTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Loss_and_gradient_equal_the_reference([Values(1, 3, 32, 77)] int n, [Values(1, 5, 18)] int outputs, [Values] LossKind kind)
    {
        // Errors up to 4, on both sides of Huber's corner.
        var y = Array.ConvertAll(RandomFloats(n * outputs), value => 2 * value);
        var targets = Array.ConvertAll(RandomFloats(n * outputs), value => 2 * value);
        var gradient = Unwritten(y.Length);
        var loss = Unwritten(1);
        Device.RegressionLoss.Compute(kind, Upload(y), Upload(targets), gradient, loss);

        var expectedGradient = new double[y.Length];
        var expected = RegressionLossReference.Compute(kind, Close.Doubles(y), Close.Doubles(targets), expectedGradient);
        Close.Compare("gradient", gradient.ToArray(), expectedGradient, floor: 1.0 / y.Length);
        Close.Compare("loss", loss.ToArray(), [expected], floor: 0);
    }

    // PyTorch 1.13: MSELoss() and HuberLoss(), reduction='mean', of [[0.5, -2], [3, 1]] and [[0, 0.5], [2.75, 1]].
    [TestCase(LossKind.MeanSquaredError, 1.640625f, new[] { 0.25f, -1.25f, 0.125f, 0 })]
    [TestCase(LossKind.Huber, 0.5390625f, new[] { 0.125f, -0.25f, 0.0625f, 0 })]
    public void The_mean_goes_over_all_elements_as_in_PyTorch(LossKind kind, float expected, float[] expectedGradient)
    {
        var outputs = Upload(0.5f, -2, 3, 1);
        var loss = Unwritten(1);
        Device.RegressionLoss.Compute(kind, outputs, Upload(0, 0.5f, 2.75f, 1), gradient: outputs, loss);
        Assert.That(loss.ToArray()[0], Is.EqualTo(expected));
        Assert.That(outputs.ToArray(), Is.EqualTo(expectedGradient), "the gradient, where the outputs were");
    }

    [Test]
    public void The_gradient_is_the_slope_of_the_loss([Values] LossKind kind)
    {
        const double Step = 1e-5;
        // None nearer to Huber's corners at -1 and 1 than a step.
        double[] outputs = [0.5, -0.25, 1.5, -3, 0.9, -1.1];
        double[] targets = [0.25, 0.5, -1, 1, 0, 0.1];
        var gradient = new double[6];
        RegressionLossReference.Compute(kind, outputs, targets, gradient);
        for (var i = 0; i < 6; i++)
        {
            var (up, down) = ((double[])outputs.Clone(), (double[])outputs.Clone());
            up[i] += Step;
            down[i] -= Step;
            var (above, below) = (RegressionLossReference.Compute(kind, up, targets, new double[6]), RegressionLossReference.Compute(kind, down, targets, new double[6]));
            var slope = (above - below) / (2 * Step);
            Assert.That(gradient[i], Is.EqualTo(slope).Within(1e-9), $"output {i}");
        }
    }

    [Test, Combinatorial]
    public void NaN_reaches_the_loss_and_its_own_gradient([Values] LossKind kind, [Values] bool inTarget)
    {
        var (outputs, targets) = (RandomFloats(40), RandomFloats(40));
        (inTarget ? targets : outputs)[33] = float.NaN;
        var gradient = Upload(new float[40]);
        var loss = Upload(0f);
        Device.RegressionLoss.Compute(kind, Upload(outputs), Upload(targets), gradient, loss);

        var expected = new double[40];
        Assert.That(RegressionLossReference.Compute(kind, Close.Doubles(outputs), Close.Doubles(targets), expected), Is.NaN);
        Assert.That(loss.ToArray()[0], Is.NaN);
        CompareNaN("gradient", gradient.ToArray(), expected);
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var (six, five, one) = (Upload(new float[6]), Upload(new float[5]), Upload(0f));
        Assert.That(
            () => Device.RegressionLoss.Compute(LossKind.Huber, six, five, six, one),
            Throws.ArgumentException.With.Message.Contains("targets has 5 elements").And.Message.Contains("6"));
        Assert.That(
            () => Device.RegressionLoss.Compute(LossKind.Huber, six, six, five, one),
            Throws.ArgumentException.With.Message.Contains("gradient has 5 elements").And.Message.Contains("6"));
        Assert.That(
            () => Device.RegressionLoss.Compute(LossKind.Huber, six, six, six, five),
            Throws.ArgumentException.With.Message.Contains("loss has 5 elements").And.Message.Contains("[1] asks for 1"));
        Assert.That(
            () => Device.RegressionLoss.Compute(LossKind.Huber, default, default, default, one),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("outputs must be at least 1"));
    }
}
