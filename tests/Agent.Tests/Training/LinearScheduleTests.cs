using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class LinearScheduleTests
{
    [TestCase(-5, 1.0)]
    [TestCase(0, 1.0)]
    [TestCase(25, 0.775)]
    [TestCase(50, 0.55)]
    [TestCase(100, 0.1)]
    [TestCase(1_000_000, 0.1)]
    public void FallsInAStraightLine(long step, double expected) =>
        Assert.That(new LinearSchedule(1, 0.1, 100).At(step), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void OfNoLengthIsAtItsEnd() => Assert.That(new LinearSchedule(1, 0.1, 0).At(0), Is.EqualTo(0.1));

    [Test]
    public void OfTheArticleIsHalfWayAtHalfAMillionSteps() =>
        Assert.That(TrainingPresets.Article.ToEpsilonSchedule().At(500_000), Is.EqualTo((0.99 + 0.1) / 2).Within(1e-12));
}
