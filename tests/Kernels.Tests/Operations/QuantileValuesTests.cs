using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="QuantileValues"/> against <see cref="QuantileValuesReference"/>.</summary>
public abstract class QuantileValuesTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1, 1, 1), TestCase(3, 4, 5), TestCase(7, 18, 51), TestCase(32, 6, 200), TestCase(2, 3, 64)]
    public void Forward_and_backward_equal_the_reference(int n, int actions, int quantiles)
    {
        if (n * actions * quantiles > 100)
            RequireRealShapes();
        var theta = RandomFloats(n * actions * quantiles);
        var dq = RandomFloats(n * actions);
        var q = Unwritten(n * actions);
        var dtheta = Unwritten(theta.Length);
        Device.QuantileValues.Forward(quantiles, actions, Upload(theta), q);
        Device.QuantileValues.Backward(quantiles, actions, Upload(dq), dtheta);

        var expected = new double[n * actions];
        var expectedGradient = new double[theta.Length];
        QuantileValuesReference.Forward(quantiles, Close.Doubles(theta), expected);
        QuantileValuesReference.Backward(quantiles, Close.Doubles(dq), expectedGradient);
        Close.Compare("q", q.ToArray(), expected);
        Close.Compare("dtheta", dtheta.ToArray(), expectedGradient, floor: 1.0 / quantiles);
    }

    [Test]
    public void NaN_stays_in_its_row()
    {
        var q = Unwritten(3);
        Device.QuantileValues.Forward(2, 3, Upload(0, 1, float.NaN, 2, 3, 4), q);
        Assert.That(q.ToArray(), Is.EqualTo(new[] { 0.5f, float.NaN, 3.5f }));
    }

    [Test]
    public void A_wrong_length_is_refused_with_both_shapes()
    {
        var q = Upload(new float[6]);
        Assert.That(
            () => Device.QuantileValues.Forward(5, 3, Upload(new float[29]), q),
            Throws.ArgumentException.With.Message.Contains("theta has 29 elements").And.Message.Contains("[N, A, Z] asks for 30"));
        Assert.That(
            () => Device.QuantileValues.Backward(5, 4, q, Upload(new float[30])),
            Throws.ArgumentException.With.Message.Contains("q has 6 elements").And.Message.Contains("[N, A] asks for 4"));
    }
}
