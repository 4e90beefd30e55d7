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
}
