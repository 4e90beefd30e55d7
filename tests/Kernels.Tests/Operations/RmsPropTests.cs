using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="RmsProp"/> against <see cref="RmsPropReference"/>.</summary>
public abstract class RmsPropTests(DeviceSource source) : DeviceFixture(source)
{
    [Test, Combinatorial]
    public void Ten_steps_equal_the_reference([Values(1, 17, 333)] int length, [Values] bool centred, [Values] bool epsilonInsideRoot)
    {
        const float LearningRate = 1e-3f;
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
            var gradients = RandomFloats(length);
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
        var parameters = Upload(0f);
        Device.RmsProp.Step(RmsPropSettings.Nature with { Decay = 0 }, parameters, Upload(3.3333333f), Upload(0f), Upload(0f), Upload(1f));
        Assert.That(parameters.ToArray()[0], Is.EqualTo(-33.333333f).Within(1e-3f));
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
