using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

internal class ContinuousActionTests
{
    // Angles are in eighths of a circle, from the right towards up.
    [TestCase(1f, 0, 0f, AtariAction.Right)]
    [TestCase(1f, 1, 0f, AtariAction.UpRight)]
    [TestCase(1f, 2, 0f, AtariAction.Up)]
    [TestCase(1f, 3, 0f, AtariAction.UpLeft)]
    [TestCase(1f, 4, 0f, AtariAction.Left)]
    [TestCase(1f, -3, 0f, AtariAction.DownLeft)]
    [TestCase(1f, -2, 0f, AtariAction.Down)]
    [TestCase(1f, -1, 0f, AtariAction.DownRight)]
    [TestCase(1f, -1, 1f, AtariAction.DownRightFire)]
    [TestCase(0.6f, 0, 0.6f, AtariAction.RightFire)]
    [TestCase(0.6f, 1, 0f, AtariAction.Noop)] // .42 each way
    [TestCase(0.5f, 0, 0.5f, AtariAction.Noop)] // the threshold itself is not beyond it
    [TestCase(0f, 0, 0.51f, AtariAction.Fire)]
    public void BecomesTheActionThatAleMakesOfIt(float radius, int eighths, float fire, AtariAction expected)
    {
        var action = new ContinuousAction(radius, eighths * MathF.PI / 4, fire);
        Assert.That(action.ToAction(ContinuousAction.DefaultThreshold), Is.EqualTo((expected, radius)));
    }

    [Test]
    public void TheThresholdIsAnOption()
    {
        var action = new ContinuousAction(0.3f, 0, 0.3f);
        Assert.That(action.ToAction(0.2f).Action, Is.EqualTo(AtariAction.RightFire));
        Assert.That(action.ToAction(0.4f).Action, Is.EqualTo(AtariAction.Noop));
        AtariEnvironment Make(float threshold) => new(
            BundledCartridges.Find("pong")!, Games.Find("pong"), new() { RepeatActionProbability = 0, RandomSeed = 1, ContinuousActionThreshold = threshold });
        AtariEnvironment sensitive = Make(0.2f), dull = Make(0.4f), discrete = Make(0.5f);
        foreach (AtariEnvironment environment in (AtariEnvironment[])[sensitive, dull])
            environment.Act(action);
        discrete.Act(AtariAction.RightFire, 0.3f);
        Assert.That(sensitive.PaddlePlace, Is.EqualTo(discrete.PaddlePlace).And.GreaterThan(dull.PaddlePlace));
        Assert.That(() => Make(1.1f), Throws.TypeOf<ArgumentOutOfRangeException>().With.Message.Contains("threshold"));
    }

    [TestCase(-0.1f, 0f, 0f)]
    [TestCase(1.1f, 0f, 0f)]
    [TestCase(float.NaN, 0f, 0f)]
    [TestCase(1f, float.NaN, 0f)]
    [TestCase(1f, float.PositiveInfinity, 0f)]
    [TestCase(1f, 0f, float.NaN)]
    public void WhatIsNoActionIsRefused(float radius, float theta, float fire) =>
        Assert.That(() => new ContinuousAction(radius, theta, fire).ToAction(0.5f), Throws.TypeOf<ArgumentOutOfRangeException>());
}
