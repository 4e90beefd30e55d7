using DqnGpu.Kernels.Reference;

namespace DqnGpu.Kernels.Tests.Operations;

/// <summary><see cref="Adam"/> against <see cref="AdamReference"/>.</summary>
public abstract class AdamTests(DeviceSource source) : DeviceFixture(source)
{
    [TestCase(1), TestCase(15), TestCase(16), TestCase(333)]
    public void Ten_steps_equal_the_reference(int length) => CheckTenSteps(length);

    [Test]
    public void Ten_steps_on_many_parameters_equal_the_reference()
    {
        RequireRealShapes();
        CheckTenSteps(70_001);
    }

    [Test]
    public void A_new_learning_rate_in_the_schedule_counts_at_once()
    {
        var parameters = Upload(1f);
        var schedule = Upload(Adam.InitialSchedule(0));
        var m = Upload(0f);
        var v = Upload(0f);
        Device.Adam.Step(AdamSettings.Default, parameters, Upload(1f), m, v, schedule);
        Assert.That(parameters.ToArray(), Is.EqualTo(new[] { 1f }));
        schedule.CopyFrom([0.5f]);
        Device.Adam.Step(AdamSettings.Default, parameters, Upload(1f), m, v, schedule);
        Assert.That(parameters.ToArray()[0], Is.EqualTo(0.5f).Within(1e-6f));
        Assert.That(schedule.ToArray()[1], Is.EqualTo(2));
    }

    [Test]
    public void A_wrong_length_is_refused()
    {
        var two = Upload(0f, 0f);
        var three = Upload(0f, 0f, 0f);
        Assert.That(
            () => Device.Adam.Step(AdamSettings.Default, two, two, three, two, Upload(Adam.InitialSchedule(1))),
            Throws.ArgumentException.With.Message.Contains("firstMoment has 3 elements").And.Message.Contains("asks for 2"));
    }

    private void CheckTenSteps(int length)
    {
        const float LearningRate = 1e-3f;
        var initial = RandomFloats(length);
        var parameters = Upload(initial);
        var m = Upload(new float[length]);
        var v = Upload(new float[length]);
        var schedule = Upload(Adam.InitialSchedule(LearningRate));
        var expected = Close.Doubles(initial);
        var expectedM = new double[length];
        var expectedV = new double[length];
        for (var t = 1; t <= 10; t++)
        {
            var gradients = RandomFloats(length);
            Device.Adam.Step(AdamSettings.Default, parameters, Upload(gradients), m, v, schedule);
            AdamReference.Step(AdamSettings.Default, LearningRate, t, expected, Close.Doubles(gradients), expectedM, expectedV);
        }
        Close.Compare("m", m.ToArray(), expectedM);
        Close.Compare("v", v.ToArray(), expectedV, floor: 0.01);
        Close.Compare("parameters", parameters.ToArray(), expected);
        Assert.That(schedule.ToArray()[1], Is.EqualTo(10));
        Assert.That(schedule.ToArray()[2], Is.EqualTo(1 - Math.Pow(0.9f, 10)).Within(1e-6));
        Assert.That(schedule.ToArray()[3], Is.EqualTo(1 - Math.Pow(0.999f, 10)).Within(1e-8));
    }
}
