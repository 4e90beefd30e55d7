using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="GradientClip"/> against <see cref="GradientClipReference"/>.</summary>
public abstract class GradientClipTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Norm_and_clipped_gradient_equal_the_reference([Values(1, 33, 4097, 10_000)] int length, [Values(0.5f, 1000f)] float maxNorm)
    {
        var gradients = RandomFloats(length);
        var clipped = Upload(gradients);
        var norm = Unwritten(1);
        Device.GradientClip.Clip(maxNorm, clipped, norm);

        var expected = Close.Doubles(gradients);
        var expectedNorm = GradientClipReference.Clip(maxNorm, expected);
        Close.Compare("norm", norm.ToArray(), [expectedNorm]);
        Close.Compare("gradients", clipped.ToArray(), expected, floor: 1 / Math.Max(1, expectedNorm));
    }

    // norm + 1e-6 is twice the norm here: without the guard the gradient would stay as it is.
    [TestCase(1e-6f, 1e-6f, 0.5e-6f), TestCase(3e-6f, 1e-6f, 0.75e-6f), TestCase(0f, 1e-7f, 0f)]
    public void The_guard_counts_where_norms_are_as_small(float gradient, float maxNorm, float expected)
    {
        var clipped = Upload(gradient, 0f);
        var norm = Unwritten(1);
        Device.GradientClip.Clip(maxNorm, clipped, norm);
        Assert.That(norm.ToArray()[0], Is.EqualTo(gradient).Within(1e-5).Percent);
        Assert.That(clipped.ToArray()[0], Is.EqualTo(expected).Within(1e-3).Percent);
    }

    [Test]
    public void One_NaN_makes_all_NaN([Values(0.5f, 1000f)] float maxNorm)
    {
        var gradients = RandomFloats(5000);
        gradients[4000] = float.NaN;
        var clipped = Upload(gradients);
        var norm = Upload(0f);
        Device.GradientClip.Clip(maxNorm, clipped, norm);
        Assert.That(norm.ToArray()[0], Is.NaN);
        Assert.That(clipped.ToArray(), Is.All.NaN);
    }

    [Test]
    public void A_norm_limit_of_zero_is_refused()
    {
        var one = Upload(1f);
        Assert.That(
            () => Device.GradientClip.Clip(0, one, one),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("must be above 0, but is 0"));
    }

    [Test]
    public void A_wrong_length_of_the_norm_is_refused()
    {
        var two = Upload(1f, 1f);
        Assert.That(() => Device.GradientClip.Clip(1, two, two), Throws.ArgumentException.With.Message.Contains("norm has 2 elements"));
    }
}
