using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Tanh"/> against <see cref="TanhReference"/>, to a share of the value itself: near 0 too.</summary>
public abstract class TanhTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1), TestCase(7), TestCase(16), TestCase(31), TestCase(1003)]
    public void Forward_and_backward_equal_the_reference(int length)
    {
        // Sizes from 1e-4 to 20, so that the series, the exponential and the flat ends all occur.
        var x = Array.ConvertAll(RandomFloats(length), value => MathF.Sign(value) * MathF.Pow(10, 5.3f * MathF.Abs(value) - 4));
        x[length / 2] = 0;
        var dy = RandomFloats(length);
        var y = Unwritten(length);
        var dx = Unwritten(length);
        Device.Tanh.Forward(Upload(x), y);
        Device.Tanh.Backward(y, Upload(dy), dx);

        var expectedY = new double[length];
        TanhReference.Forward(Close.Doubles(x), expectedY);
        Close.Compare("y", y.ToArray(), expectedY, Close.Absolute(expectedY), tolerance: 5e-7);
        var expectedDx = new double[length];
        TanhReference.Backward(Close.Doubles(y.ToArray()), Close.Doubles(dy), expectedDx);
        Close.Compare("dx", dx.ToArray(), expectedDx);
    }

    // The two formulas meet at 0.625, and each bound of the exponential has two sides.
    [Test]
    public void Both_formulas_are_right_where_they_meet()
    {
        float[] x = [0.6249999f, 0.625f, 0.6250001f, -0.6249999f, -0.625f, 8.9f, -9.1f, 43.4f, 43.6f, -44.1f, 1e10f, float.Epsilon, -1e-30f];
        var y = Unwritten(x.Length);
        Device.Tanh.Forward(Upload(x), y);
        var expected = new double[x.Length];
        TanhReference.Forward(Close.Doubles(x), expected);
        // A GPU may take the smallest of numbers for 0.
        Close.Compare("y", y.ToArray(), expected, Array.ConvertAll(expected, value => Math.Max(Math.Abs(value), 1e-36)), tolerance: 5e-7);
    }

    [Test]
    public void The_gradient_is_the_slope()
    {
        const double Step = 1e-5;
        var x = Close.Doubles(Array.ConvertAll(RandomFloats(50), value => 3 * value));
        var (y, up, down, dx) = (new double[50], new double[50], new double[50], new double[50]);
        TanhReference.Forward(x, y);
        TanhReference.Forward(Array.ConvertAll(x, value => value + Step), up);
        TanhReference.Forward(Array.ConvertAll(x, value => value - Step), down);
        var dy = Close.Doubles(RandomFloats(50));
        TanhReference.Backward(y, dy, dx);
        for (var i = 0; i < 50; i++)
            Assert.That(dx[i], Is.EqualTo((up[i] - down[i]) / (2 * Step) * dy[i]).Within(1e-9));
    }

    [Test]
    public void Both_work_in_place()
    {
        var buffer = Upload(-1f, 2f, 0f);
        Device.Tanh.Forward(buffer, buffer);
        Assert.That(buffer.ToArray(), Is.EqualTo(new[] { -0.7615942f, 0.9640276f, 0f }).Within(3e-7));
        var gradient = Upload(1f, 2f, 3f);
        Device.Tanh.Backward(buffer, gradient, gradient);
        Assert.That(gradient.ToArray(), Is.EqualTo(new[] { 0.41997434f, 0.14130165f, 3f }).Within(1e-6));
    }

    [TestCase(3), TestCase(16), TestCase(1003)]
    public void NaN_stays_NaN_and_infinities_saturate(int length)
    {
        var x = RandomFloats(length);
        (x[0], x[1], x[^1]) = (float.PositiveInfinity, float.NegativeInfinity, float.NaN);
        var y = Upload(new float[length]);
        var dx = Upload(new float[length]);
        Device.Tanh.Forward(Upload(x), y);
        Device.Tanh.Backward(y, Upload(Array.ConvertAll(x, _ => 1f)), dx);

        var expected = new double[length];
        TanhReference.Forward(Close.Doubles(x), expected);
        CompareNaN("y", y.ToArray(), expected);
        CompareNaN("dx", dx.ToArray(), expected);
        Assert.That(y.ToArray()[..2], Is.EqualTo(new[] { 1f, -1f }));
        Assert.That(dx.ToArray()[..2], Is.EqualTo(new[] { 0f, 0f }));
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var (two, one) = (Upload(1f, 2f), Upload(1f));
        Assert.That(
            () => Device.Tanh.Forward(two, one), Throws.ArgumentException.With.Message.Contains("y has 1 elements").And.Message.Contains("2"));
        Assert.That(
            () => Device.Tanh.Backward(two, two, one), Throws.ArgumentException.With.Message.Contains("dx has 1 elements").And.Message.Contains("2"));
    }
}
