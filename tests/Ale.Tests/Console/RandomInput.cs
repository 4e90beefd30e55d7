namespace DqnGpu.Ale.Tests;

/// <summary>Somebody who hits everything at random.</summary>
internal static class RandomInput
{
    public static ConsoleInput Next(Random random) => new()
    {
        LeftJoystick = (Joystick)random.Next(32),
        RightJoystick = (Joystick)random.Next(32),
        PaddleResistance0 = random.Next(1_000_000),
        PaddleResistance1 = random.Next(1_000_000),
        PaddleButtons = (PaddleButtons)random.Next(16),
        Switches = (ConsoleSwitches)random.Next(256),
    };
}
