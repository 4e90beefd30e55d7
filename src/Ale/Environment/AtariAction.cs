namespace DqnGpu.Ale;

/// <summary>
/// The 18 actions of the Arcade Learning Environment, in its order, and the console's RESET switch. The environment takes them as
/// <c>int</c>; an agent that uses a minimal action set indexes that set.
/// </summary>
public enum AtariAction
{
    /// <summary>Stick at rest, button up.</summary>
    Noop = 0,

    /// <summary>Button.</summary>
    Fire = 1,

    /// <summary>Stick up.</summary>
    Up = 2,

    /// <summary>Stick right; a paddle turns right.</summary>
    Right = 3,

    /// <summary>Stick left; a paddle turns left.</summary>
    Left = 4,

    /// <summary>Stick down.</summary>
    Down = 5,

    /// <summary>Stick up and right.</summary>
    UpRight = 6,

    /// <summary>Stick up and left.</summary>
    UpLeft = 7,

    /// <summary>Stick down and right.</summary>
    DownRight = 8,

    /// <summary>Stick down and left.</summary>
    DownLeft = 9,

    /// <summary>Stick up, button.</summary>
    UpFire = 10,

    /// <summary>Stick right, button.</summary>
    RightFire = 11,

    /// <summary>Stick left, button.</summary>
    LeftFire = 12,

    /// <summary>Stick down, button.</summary>
    DownFire = 13,

    /// <summary>Stick up and right, button.</summary>
    UpRightFire = 14,

    /// <summary>Stick up and left, button.</summary>
    UpLeftFire = 15,

    /// <summary>Stick down and right, button.</summary>
    DownRightFire = 16,

    /// <summary>Stick down and left, button.</summary>
    DownLeftFire = 17,

    /// <summary>
    /// The console's RESET switch. Only a game's starting actions may hold it: from an agent it counts as <see cref="Noop"/>.
    /// </summary>
    Reset = 40,
}

/// <summary>What an action does to the stick and the button.</summary>
public static class AtariActions
{
    /// <summary>Number of actions an agent may take, player A's: 0..17.</summary>
    public const int Count = 18;

    /// <summary>ALE's name of an action: NOOP, FIRE, UP, .., DOWNLEFTFIRE, RESET.</summary>
    public static string AleName(this AtariAction action) => action.ToString().ToUpperInvariant();

    /// <summary>The button is pressed.</summary>
    public static bool HasFire(this AtariAction action) => (action.ToJoystick() & Joystick.Fire) != 0;

    /// <summary>The stick points right, straight or diagonally.</summary>
    public static bool HasRight(this AtariAction action) => (action.ToJoystick() & Joystick.Right) != 0;

    /// <summary>The stick points left, straight or diagonally.</summary>
    public static bool HasLeft(this AtariAction action) => (action.ToJoystick() & Joystick.Left) != 0;

    /// <summary>The action that closes these switches; of two opposite directions, neither.</summary>
    public static AtariAction OfJoystick(Joystick switches)
    {
        const Joystick Vertical = Joystick.Up | Joystick.Down;
        const Joystick Horizontal = Joystick.Left | Joystick.Right;
        if ((switches & Vertical) == Vertical) switches &= ~Vertical;
        if ((switches & Horizontal) == Horizontal) switches &= ~Horizontal;
        return Enum.GetValues<AtariAction>().First(action => action.ToJoystick() == switches);
    }

    /// <summary>The joystick switches that an action closes.</summary>
    public static Joystick ToJoystick(this AtariAction action) => action switch
    {
        AtariAction.Fire => Joystick.Fire,
        AtariAction.Up => Joystick.Up,
        AtariAction.Right => Joystick.Right,
        AtariAction.Left => Joystick.Left,
        AtariAction.Down => Joystick.Down,
        AtariAction.UpRight => Joystick.Up | Joystick.Right,
        AtariAction.UpLeft => Joystick.Up | Joystick.Left,
        AtariAction.DownRight => Joystick.Down | Joystick.Right,
        AtariAction.DownLeft => Joystick.Down | Joystick.Left,
        AtariAction.UpFire => Joystick.Up | Joystick.Fire,
        AtariAction.RightFire => Joystick.Right | Joystick.Fire,
        AtariAction.LeftFire => Joystick.Left | Joystick.Fire,
        AtariAction.DownFire => Joystick.Down | Joystick.Fire,
        AtariAction.UpRightFire => Joystick.Up | Joystick.Right | Joystick.Fire,
        AtariAction.UpLeftFire => Joystick.Up | Joystick.Left | Joystick.Fire,
        AtariAction.DownRightFire => Joystick.Down | Joystick.Right | Joystick.Fire,
        AtariAction.DownLeftFire => Joystick.Down | Joystick.Left | Joystick.Fire,
        _ => Joystick.None,
    };
}
