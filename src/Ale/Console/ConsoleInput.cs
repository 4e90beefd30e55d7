namespace DqnGpu.Ale;

/// <summary>The switches of one joystick; several can be closed at once.</summary>
[Flags]
public enum Joystick
{
    /// <summary>At rest.</summary>
    None = 0,

    /// <summary>Pushed up.</summary>
    Up = 1,

    /// <summary>Pulled down.</summary>
    Down = 2,

    /// <summary>Pushed left.</summary>
    Left = 4,

    /// <summary>Pushed right.</summary>
    Right = 8,

    /// <summary>Button pressed.</summary>
    Fire = 16,
}

/// <summary>The pressed paddle buttons.</summary>
[Flags]
public enum PaddleButtons
{
    /// <summary>No button.</summary>
    None = 0,

    /// <summary>Button of paddle 0, left port.</summary>
    Paddle0 = 1,

    /// <summary>Button of paddle 1, left port.</summary>
    Paddle1 = 2,

    /// <summary>Button of paddle 2, right port.</summary>
    Paddle2 = 4,

    /// <summary>Button of paddle 3, right port.</summary>
    Paddle3 = 8,
}

/// <summary>The switches on the console's front.</summary>
[Flags]
public enum ConsoleSwitches
{
    /// <summary>Nothing pressed, both difficulties B, black and white.</summary>
    None = 0,

    /// <summary>GAME RESET is held.</summary>
    Reset = 1,

    /// <summary>GAME SELECT is held.</summary>
    Select = 2,

    /// <summary>The TV type switch stands at colour.</summary>
    Colour = 8,

    /// <summary>The left difficulty switch stands at A.</summary>
    LeftDifficultyA = 64,

    /// <summary>The right difficulty switch stands at A.</summary>
    RightDifficultyA = 128,
}

/// <summary>Everything that a player does to a console during one update.</summary>
/// <remarks>
/// Joysticks and paddles are those of the player, before <see cref="ConsoleSettings.SwapPorts"/> and
/// <see cref="ConsoleSettings.SwapPaddles"/> plug them in.
/// </remarks>
public struct ConsoleInput
{
    /// <summary>Left joystick.</summary>
    public Joystick LeftJoystick;

    /// <summary>Right joystick.</summary>
    public Joystick RightJoystick;

    /// <summary>The resistance of paddle 0 in ohms (ALE moves within 27,450..790,196).</summary>
    public int PaddleResistance0;

    /// <summary>The resistance of paddle 1 in ohms.</summary>
    public int PaddleResistance1;

    /// <summary>The resistance of paddle 2 in ohms (always 0 in ALE).</summary>
    public int PaddleResistance2;

    /// <summary>The resistance of paddle 3 in ohms (always 0 in ALE).</summary>
    public int PaddleResistance3;

    /// <summary>Paddle buttons.</summary>
    public PaddleButtons PaddleButtons;

    /// <summary>Console switches.</summary>
    public ConsoleSwitches Switches;

    /// <summary>Nobody touches anything: both difficulties B, colour.</summary>
    public static ConsoleInput Idle => new() { Switches = ConsoleSwitches.Colour };
}
