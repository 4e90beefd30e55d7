using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class ViewerControlsTests
{
    [TestCase("", 1)]
    [TestCase("-", 0.5)]
    [TestCase("-----", 0.25)]
    [TestCase("-----++", 1)]
    [TestCase("+++", 8)]
    [TestCase("==+x+ + ", double.PositiveInfinity)]
    public void PlusAndMinusChangeTheSpeed(string keys, double expected) => Assert.That(After(keys).Speed, Is.EqualTo(expected));

    [Test]
    public void SpacePausesAndGoesOn()
    {
        Assert.That(After(" ").Paused, Is.True);
        Assert.That(After("  ").Paused, Is.False);
    }

    [Test]
    public void APointIsOneStepOfAPause()
    {
        Assert.That(After(".").TakeOneStep(), Is.False, "nothing is paused");
        var controls = After(" .");
        Assert.That(controls.TakeOneStep(), Is.True);
        Assert.That(controls.TakeOneStep(), Is.False);
    }

    [Test]
    public void NAsksForTheNextGameOnce()
    {
        var controls = After("n");
        Assert.That(controls.TakeNextGame(), Is.True);
        Assert.That(controls.TakeNextGame(), Is.False);
    }

    [Test]
    public void OnlyQQuits()
    {
        Assert.That(After("abcxyz\r\n\x1b").Quit, Is.False);
        Assert.That(After("q").Quit, Is.True);
    }

    private static ViewerControls After(string keys)
    {
        var left = new Queue<char>(keys);
        var controls = new ViewerControls(() => left.TryDequeue(out var key) ? key : null);
        Assert.That(controls.Read(), Is.EqualTo(keys.Length > 0));
        Assert.That(controls.Read(), Is.False);
        return controls;
    }
}
