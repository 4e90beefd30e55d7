using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public class TrainingScheduleTests
{
    [Test]
    public void OnePaceGivesOneTrainingForEachSoManySteps([Values(1, 3, 8, 20)] int every)
    {
        var schedule = new TrainingSchedule(every, 1, 1_000);
        for (long step = 0; step < 5_000; step++)
            Assert.That(schedule.TrainingsBy(step), Is.EqualTo(step / every));
        Assert.That(schedule.TrainingsBy(999_999_999_999), Is.EqualTo(999_999_999_999 / every));
    }

    /// <summary>The formula against the sum that it stands for.</summary>
    [TestCase(4, 8, 1_000)]
    [TestCase(8, 1.5, 777)]
    [TestCase(5, 10, 1)]
    public void TrainingsAreTheSumOfTheirRate(int every, double growth, int steps)
    {
        var schedule = new TrainingSchedule(every, growth, steps);
        var sum = 0.0;
        for (var step = 0; step < 3 * steps + 100; step++)
        {
            Assert.That(schedule.TrainingsBy(step), Is.EqualTo(sum).Within(1 + 1e-6), $"step {step}");
            Assert.That(schedule.TrainingsBy(step), Is.LessThanOrEqualTo(sum + 1e-6), $"step {step}");
            // The middle of the step, where a straight line has its mean.
            sum += 1.0 / every + (1 / (growth * every) - 1.0 / every) * Math.Min((step + 0.5) / steps, 1);
        }
    }
}
