using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Relu"/> against <see cref="ReluReference"/>: equal to the last bit, as nothing is rounded.</summary>
public abstract class ReluTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1), TestCase(7), TestCase(16), TestCase(31), TestCase(1003)]
    public void Forward_and_backward_equal_the_reference(int length)
    {
        var x = RandomFloats(length);
        x[length / 2] = 0;
        var dy = RandomFloats(length);
        var y = Unwritten(length);
        var dx = Unwritten(length);
        Device.Relu.Forward(Upload(x), y);
        Device.Relu.Backward(y, Upload(dy), dx);

        var expectedY = new double[length];
        var expectedDx = new double[length];
        ReluReference.Forward(Close.Doubles(x), expectedY);
        ReluReference.Backward(expectedY, Close.Doubles(dy), expectedDx);
        Assert.That(Close.Doubles(y.ToArray()), Is.EqualTo(expectedY));
        Assert.That(Close.Doubles(dx.ToArray()), Is.EqualTo(expectedDx));
    }

    [Test]
    public void Both_work_in_place()
    {
        var buffer = Upload(-1f, 2f, 0f, 3f, -4f);
        Device.Relu.Forward(buffer, buffer);
        Assert.That(buffer.ToArray(), Is.EqualTo(new[] { 0f, 2, 0, 3, 0 }));
        var gradient = Upload(1f, 2f, 3f, 4f, 5f);
        Device.Relu.Backward(buffer, gradient, gradient);
        Assert.That(gradient.ToArray(), Is.EqualTo(new[] { 0f, 2, 0, 4, 0 }));
    }

    [TestCase(1), TestCase(16), TestCase(1003)]
    public void NaN_stays_NaN_forward_and_lets_the_gradient_pass_backward(int length)
    {
        var x = RandomFloats(length + 1);
        x[0] = x[length / 2] = x[length - 1] = float.NaN;
        var dy = RandomFloats(length + 1);
        dy[length / 2] = dy[length] = float.NaN;
        x[length] = 1;
        var y = Unwritten(length + 1);
        var dx = Upload(new float[length + 1]);
        Device.Relu.Forward(Upload(x), y);
        Device.Relu.Backward(y, Upload(dy), dx);

        var expected = new double[length + 1];
        ReluReference.Forward(Close.Doubles(x), expected);
        CompareNaN("y", y.ToArray(), expected);
        var expectedDx = new double[length + 1];
        ReluReference.Backward(expected, Close.Doubles(dy), expectedDx);
        Assert.That(Close.Doubles(dx.ToArray()), Is.EqualTo(expectedDx));
    }

    [Test]
    public void Infinities_are_kept_or_masked()
    {
        var y = Unwritten(2);
        Device.Relu.Forward(Upload(float.PositiveInfinity, float.NegativeInfinity), y);
        Assert.That(y.ToArray(), Is.EqualTo(new[] { float.PositiveInfinity, 0 }));
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var x = Upload(1f, 2f);
        var y = Upload(1f);
        Assert.That(
            () => Device.Relu.Forward(x, y),
            Throws.ArgumentException.With.Message.Contains("y has 1 elements").And.Message.Contains("2"));
    }
}
