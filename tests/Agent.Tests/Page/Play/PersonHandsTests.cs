using DqnGpu.Ale;
using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class PersonHandsTests
{
    private static readonly Cartridge Pong = BundledCartridges.Find("pong")!;
    private static readonly AtariEnvironmentOptions NotSticky = new() { RepeatActionProbability = 0 };

    [TestCase(Joystick.None, AtariAction.Noop)]
    [TestCase(Joystick.Up | Joystick.Left | Joystick.Fire, AtariAction.UpLeftFire)]
    [TestCase(Joystick.Left | Joystick.Right, AtariAction.Noop)]
    public void AJoystickDoesWhatTheKeysSay(Joystick keys, AtariAction action) =>
        Assert.That(new PersonHands(keys, 0.9).On(new(Pong, GameDefinition.Generic, NotSticky)), Is.EqualTo((action, 1f)));

    [TestCase(Joystick.Right, null, AtariAction.Right, 1)]
    [TestCase(Joystick.Up, null, AtariAction.Right, 1, Description = "in Pong right is up")]
    [TestCase(Joystick.Down | Joystick.Fire, null, AtariAction.LeftFire, 1)]
    [TestCase(Joystick.Left | Joystick.Right | Joystick.Fire, null, AtariAction.Fire, 0)]
    [TestCase(Joystick.Fire, 1.0, AtariAction.RightFire, 1)]
    [TestCase(Joystick.None, 0.0, AtariAction.Left, 1)]
    [TestCase(Joystick.None, 0.5, AtariAction.Noop, 0, Description = "there already")]
    [TestCase(Joystick.Left, 1.0, AtariAction.Left, 1, Description = "keys say more than a pointer that lies still")]
    public void APaddleTurnsByKeysOrToAPlace(Joystick keys, double? place, AtariAction action, double strength)
    {
        var (taken, turn) = new PersonHands(keys, place).On(new(Pong, Games.Find("pong"), NotSticky));
        Assert.That(turn, Is.EqualTo(strength).Within(1e-4));
        Assert.That(turn < 1e-4 ? taken.HasFire() : taken == action, Is.EqualTo(turn >= 1e-4 || action.HasFire()));
    }

    [Test]
    public void TheWantedPlaceIsReachedAndKept([Values(0.1, 0.62, 1)] double place)
    {
        var console = new AtariEnvironment(Pong, Games.Find("pong"), NotSticky);
        var hands = new PersonHands(Joystick.None, place);
        for (var frame = 0; frame < 40; frame++)
        {
            var (action, strength) = hands.On(console);
            console.Act(action, strength);
            if (frame >= 17)
                Assert.That(console.PaddlePlace, Is.EqualTo(place).Within(1e-4));
        }
    }
}
