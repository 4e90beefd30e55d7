using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class PaddlesTests
{
    [Test]
    public void ThePaddleStartsInTheMiddle()
    {
        var paddles = new Paddles();
        paddles.Centre(Paddles.DefaultMax);
        Assert.That((paddles.Left, paddles.Right), Is.EqualTo((408_823, 408_823)));
    }

    [TestCase(AtariAction.Noop, 1f, 0)]
    [TestCase(AtariAction.Fire, 1f, 0)]
    [TestCase(AtariAction.Up, 1f, 0)]
    [TestCase(AtariAction.Right, 1f, -23_000)]
    [TestCase(AtariAction.UpRightFire, 1f, -23_000)]
    [TestCase(AtariAction.Left, 1f, 23_000)]
    [TestCase(AtariAction.DownLeft, 0.5f, 11_500)]
    [TestCase(AtariAction.LeftFire, -0.5f, 11_500)]
    [TestCase(AtariAction.Left, 0.0111304345f, 255, Description = "measured: ALE multiplies in double precision")]
    [TestCase(AtariAction.Left, 1.5f, 34_500)]
    public void AnActionTurnsItByAStep(AtariAction action, float strength, int change) =>
        Assert.That(Paddles.Turn(400_000, action, strength, Paddles.DefaultMax), Is.EqualTo(400_000 + change));

    [Test]
    public void ItStopsAtBothEnds()
    {
        Assert.That(Paddles.Turn(30_000, AtariAction.Right, 1, Paddles.DefaultMax), Is.EqualTo(27_450));
        Assert.That(Paddles.Turn(780_000, AtariAction.Left, 1, Paddles.DefaultMax), Is.EqualTo(790_196));
        Assert.That(Paddles.Turn(780_000, AtariAction.Left, 1, 1_000_000), Is.EqualTo(803_000));
    }

    [TestCase(0, 0)]
    [TestCase(0.31, 0.31)]
    [TestCase(1, 1)]
    [TestCase(1.7, 1, Description = "it stops at the end")]
    public void APlaceIsReachedByTurningTowardsIt(double wanted, double reached)
    {
        var pong = new AtariEnvironment(BundledCartridges.Find("pong")!, Games.Find("pong"), new() { RepeatActionProbability = 0 });
        Assert.That(pong.PaddlePlace, Is.EqualTo(0.5).Within(1e-6), "in the middle after a reset");
        int frames = 0;
        for (; Math.Abs(pong.PaddlePlace - reached) > 1e-5; frames++)
        {
            float turn = pong.TurnTowards(wanted);
            pong.Act(turn < 0 ? AtariAction.Left : AtariAction.Right, Math.Abs(turn));
            Assert.That(frames, Is.LessThan(17), "half the range takes 17 frames");
        }
        Assert.That(frames, Is.EqualTo((int)Math.Ceiling(Math.Abs(reached - 0.5) * 762_746 / 23_000)), "as fast as it turns");
    }

    [Test]
    public void AJoystickHasNoPlace() =>
        Assert.That(new AtariEnvironment(BundledCartridges.Find("pong")!, GameDefinition.Generic).PaddlePlace, Is.NaN);
}
