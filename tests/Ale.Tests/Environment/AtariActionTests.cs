using NUnit.Framework;

namespace DqnGpu.Ale.Tests;

public class AtariActionTests
{
    [Test]
    public void EveryActionIsThatOfItsOwnSwitches([Range(0, AtariActions.Count - 1)] int action) =>
        Assert.That(AtariActions.OfJoystick(((AtariAction)action).ToJoystick()), Is.EqualTo((AtariAction)action));

    [TestCase(Joystick.Left | Joystick.Right, AtariAction.Noop)]
    [TestCase(Joystick.Left | Joystick.Right | Joystick.Up | Joystick.Fire, AtariAction.UpFire)]
    [TestCase(Joystick.Up | Joystick.Down | Joystick.Left, AtariAction.Left)]
    public void OppositeDirectionsCancelEachOther(Joystick held, AtariAction action) =>
        Assert.That(AtariActions.OfJoystick(held), Is.EqualTo(action));
}
