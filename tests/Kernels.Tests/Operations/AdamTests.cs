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

    // Groups of at most 256 threads of at most four parameters each: the last of many groups to finish advances the schedule.
    [TestCase(4_000), TestCase(4_001)]
    public void The_schedule_advances_once_a_step_whatever_the_number_of_groups(int length) => CheckTenSteps(length);

    [Test]
    public void Steps_of_different_buffers_follow_each_other()
    {
        var many = new Optimiser(this, RandomFloats(4_000), learningRate: 1e-3f);
        var few = new Optimiser(this, RandomFloats(7), learningRate: 1e-2f);
        for (var t = 0; t < 3; t++)
        {
            many.Step();
            few.Step();
            few.Step();
        }
        many.Compare();
        few.Compare();
    }

    [TestCase(48), TestCase(4_000)]
    public void A_step_in_parts_has_the_bits_of_a_whole_one(int length)
    {
        var initial = RandomFloats(length);
        var whole = new Optimiser(this, initial, learningRate: 1e-3f);
        var parts = new Optimiser(this, initial, learningRate: 1e-3f);
        var oddParts = new Optimiser(this, initial, learningRate: 1e-3f);
        for (var t = 0; t < 3; t++)
        {
            var gradients = RandomFloats(length);
            whole.Step(gradients);
            parts.Step(gradients, 32, 16); // whole vectors on every device
            oddParts.Step(gradients, 19, 1);
        }
        parts.CompareBits(whole);
        parts.Compare();
        oddParts.Compare();
    }

    [Test]
    public void A_new_learning_rate_in_the_schedule_counts_at_once()
    {
        var parameters = Upload(1f);
        var schedule = Upload(Adam.InitialSchedule(0.25f));
        var m = Upload(0f);
        var v = Upload(0f);
        // Of a gradient that stays the same every step is the learning rate long.
        Device.Adam.Step(AdamSettings.Default, parameters, Upload(1f), m, v, schedule);
        Assert.That(parameters.ToArray()[0], Is.EqualTo(0.75f).Within(1e-6f));
        schedule.CopyFrom([0.5f]);
        Device.Adam.Step(AdamSettings.Default, parameters, Upload(1f), m, v, schedule);
        Assert.That(parameters.ToArray()[0], Is.EqualTo(0.25f).Within(1e-6f));
        Assert.That(schedule.ToArray()[1], Is.EqualTo(2));
    }

    // The paper's formula by hand: m = 0.2, v = 0.36, both corrected to what they would be of a steady gradient, 2 and 4.
    [Test]
    public void A_first_step_with_other_constants_by_hand()
    {
        var parameters = Upload(1f);
        var schedule = Upload(Adam.InitialSchedule(0.5f));
        Device.Adam.Step(new(Beta1: 0.9f, Beta2: 0.91f, Epsilon: 3), parameters, Upload(2f), Upload(0f), Upload(0f), schedule);
        Assert.That(parameters.ToArray()[0], Is.EqualTo(1 - 0.5 * 2 / (2 + 3)).Within(1e-6));
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
        var optimiser = new Optimiser(this, RandomFloats(length), learningRate: 1e-3f);
        for (var t = 1; t <= 10; t++)
            optimiser.Step();
        optimiser.Compare();
    }

    /// <summary>Parameters that the device and the reference train with the same random gradients.</summary>
    private sealed class Optimiser
    {
        private readonly AdamTests fixture;
        private readonly int length;
        private readonly float learningRate;
        private readonly DeviceBuffer<float> parameters;
        private readonly DeviceBuffer<float> m;
        private readonly DeviceBuffer<float> v;
        private readonly DeviceBuffer<float> schedule;
        private readonly double[] expected;
        private readonly double[] expectedM;
        private readonly double[] expectedV;
        private int steps;

        public Optimiser(AdamTests fixture, float[] initial, float learningRate)
        {
            this.fixture = fixture;
            length = initial.Length;
            this.learningRate = learningRate;
            parameters = fixture.Upload(initial);
            m = fixture.Upload(new float[length]);
            v = fixture.Upload(new float[length]);
            schedule = fixture.Upload(Adam.InitialSchedule(learningRate));
            expected = Close.Doubles(initial);
            expectedM = new double[length];
            expectedV = new double[length];
        }

        public void Step() => Step(fixture.RandomFloats(length));

        /// <summary>A step in parts, the last parameters first.</summary>
        /// <param name="gradients">[P].</param>
        /// <param name="cuts">Where parts begin, in falling order, but for the last one, which begins at 0.</param>
        public void Step(float[] gradients, params int[] cuts)
        {
            var g = fixture.Upload(gradients).View;
            var end = length;
            foreach (var first in (int[])[.. cuts, 0])
            {
                fixture.Device.Adam.Step(
                    AdamSettings.Default, parameters.View.Slice(first, end - first), g.Slice(first, end - first), m.View.Slice(first, end - first),
                    v.View.Slice(first, end - first), schedule, isLastPart: first == 0);
                end = first;
            }
            AdamReference.Step(AdamSettings.Default, learningRate, ++steps, expected, Close.Doubles(gradients), expectedM, expectedV);
        }

        public void CompareBits(Optimiser other)
        {
            Assert.That(m.ToArray(), Is.EqualTo(other.m.ToArray()));
            Assert.That(v.ToArray(), Is.EqualTo(other.v.ToArray()));
            Assert.That(parameters.ToArray(), Is.EqualTo(other.parameters.ToArray()));
            Assert.That(schedule.ToArray(), Is.EqualTo(other.schedule.ToArray()));
        }

        public void Compare()
        {
            Close.Compare("m", m.ToArray(), expectedM);
            Close.Compare("v", v.ToArray(), expectedV, floor: 0.01);
            Close.Compare("parameters", parameters.ToArray(), expected);
            Assert.That(schedule.ToArray()[0], Is.EqualTo(learningRate));
            Assert.That(schedule.ToArray()[1], Is.EqualTo(steps));
            Assert.That(schedule.ToArray()[2], Is.EqualTo(1 - Math.Pow(0.9f, steps)).Within(1e-6));
            Assert.That(schedule.ToArray()[3], Is.EqualTo(1 - Math.Pow(0.999f, steps)).Within(1e-8));
        }
    }
}
