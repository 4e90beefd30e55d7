namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Kaboom() => new("kaboom", "5428cdfada281c569c74c7308c7f2c26")
    {
        Console = new() { LeftController = Controller.Paddles },
        MinimalActions = ActionSets.Paddle,
        StartingActions = [AtariAction.Fire],
        Score = ram => ram.Bcd(0xA5, 0xA4, 0xA3),
        Terminal = ram => ram[0xA1] == 0 || ram.Bcd(0xA5, 0xA4, 0xA3) == 999_999,
    };
}
