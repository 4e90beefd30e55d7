using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="RmsProp"/> against <see cref="RmsPropReference"/>.</summary>
public abstract class RmsPropTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Ten_steps_equal_the_reference([Values(1, 17, 333)] int length, [Values] bool centred, [Values] bool epsilonInsideRoot)
    {
        const float LearningRate = 1e-2f;
        var settings = new RmsPropSettings(0.95f, 0.01f, centred, epsilonInsideRoot);
        var initial = RandomFloats(length);
        var parameters = Upload(initial);
        var m = Upload(new float[length]);
        var v = Upload(new float[length]);
        var schedule = Upload(LearningRate);
        var expected = Close.Doubles(initial);
        var expectedM = new double[length];
        var expectedV = new double[length];
        for (var step = 0; step < 10; step++)
        {
            // Nearly all of one sign, as gradients are whose mean and not only whose variance counts.
            var gradients = Array.ConvertAll(RandomFloats(length), value => 0.4f * value + 0.3f);
            Device.RmsProp.Step(settings, parameters, Upload(gradients), m, v, schedule);
            RmsPropReference.Step(settings, LearningRate, expected, Close.Doubles(gradients), expectedM, expectedV);
        }
        Close.Compare("m", m.ToArray(), expectedM);
        Close.Compare("v", v.ToArray(), expectedV);
        Close.Compare("parameters", parameters.ToArray(), expected);
    }

    [Test]
    public void A_variance_that_rounds_below_zero_counts_as_zero()
    {
        // Of a gradient that stays the same the variance is 0 in the end, but for roundings; of 200 gradients some are below.
        const int Length = 200;
        var gradients = Upload(RandomFloats(Length));
        var parameters = Upload(new float[Length]);
        var (m, v) = (Upload(new float[Length]), Upload(new float[Length]));
        var rate = Upload(1e-10f);
        for (var step = 0; step < 40; step++)
            Device.RmsProp.Step(new(0.5f, 1e-20f, Centred: true, EpsilonInsideRoot: true), parameters, gradients, m, v, rate);
        Assert.That(m.ToArray().Zip(v.ToArray()).Count(pair => pair.Second < pair.First * (double)pair.First), Is.GreaterThan(10), "variances below 0");
        Assert.That(parameters.ToArray(), Has.None.NaN.And.None.Zero);
    }

    // With a decay of 3/4 and a gradient of 4: v = 4, m = 1, and s = 4 - 1^2, or 4.
    [TestCase(true, true, 3.25f), TestCase(true, false, 3f), TestCase(false, true, 4.25f), TestCase(false, false, 4f)]
    public void A_first_step_by_hand(bool centred, bool epsilonInsideRoot, float squaredRoot)
    {
        var parameters = Upload(1f);
        var (m, v) = (Upload(0f), Upload(0f));
        Device.RmsProp.Step(new(0.75f, 0.25f, centred, epsilonInsideRoot), parameters, Upload(4f), m, v, Upload(0.5f));
        var root = Math.Sqrt(squaredRoot) + (epsilonInsideRoot ? 0 : 0.25);
        Assert.That(m.ToArray(), Is.EqualTo(new[] { centred ? 1f : 0f }));
        Assert.That(v.ToArray(), Is.EqualTo(new[] { 4f }));
        Assert.That(parameters.ToArray()[0], Is.EqualTo(1 - 0.5 * 4 / root).Within(1e-6));
    }

    [Test]
    public void A_NaN_in_a_moment_stays([Values] bool epsilonInsideRoot, [Values] bool inFirst)
    {
        var parameters = Upload(1f, 1f);
        var bad = Upload(float.NaN, 0f);
        var good = Upload(0f, 0f);
        Device.RmsProp.Step(
            new(0.9f, 0.1f, Centred: true, epsilonInsideRoot), parameters, Upload(0.5f, 0.5f), inFirst ? bad : good, inFirst ? good : bad, Upload(0.1f));
        Assert.That(Array.ConvertAll(parameters.ToArray(), float.IsNaN), Is.EqualTo(new[] { true, false }));
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var two = Upload(0f, 0f);
        Assert.That(
            () => Device.RmsProp.Step(RmsPropSettings.Nature, two, two, two, two, two),
            Throws.ArgumentException.With.Message.Contains("schedule has 2 elements").And.Message.Contains("[1]"));
    }
}
