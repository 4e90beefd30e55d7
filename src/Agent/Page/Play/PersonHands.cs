using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>What a person does to the controller.</summary>
/// <param name="Keys">The keys held, as switches of a joystick.</param>
/// <param name="Place">Where the paddle is wanted, 0 (fully left) to 1 (fully right); null: nowhere, keys turn it.</param>
public sealed record PersonHands(Joystick Keys, double? Place)
{
    private const Joystick TurnsRight = Joystick.Right | Joystick.Up;
    private const Joystick TurnsLeft = Joystick.Left | Joystick.Down;

    /// <summary>Nothing.</summary>
    public static PersonHands Idle { get; } = new(Joystick.None, null);

    /// <summary>The action that this is on a console now. A paddle turns as fast as an agent's, whichever way it is asked for.</summary>
    public (AtariAction Action, float Strength) On(AtariEnvironment console)
    {
        if (!console.Game.UsesPaddles)
            return (AtariActions.OfJoystick(Keys), 1);
        var turn = (Keys & (TurnsRight | TurnsLeft)) == 0 && Place is { } place ? console.TurnTowards(place) : TurnOfKeys();
        var direction = turn < 0 ? Joystick.Left : turn > 0 ? Joystick.Right : Joystick.None;
        return (AtariActions.OfJoystick(direction | (Keys & Joystick.Fire)), Math.Abs(turn));
    }

    // Up and down do nothing to a paddle; but in Pong, where it moves up and down, people press them.
    private float TurnOfKeys() => ((Keys & TurnsRight) != 0 ? 1 : 0) - ((Keys & TurnsLeft) != 0 ? 1 : 0);
}
