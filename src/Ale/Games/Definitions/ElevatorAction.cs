namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition ElevatorAction() => new("elevator_action", "71f8bacfbdca019113f3f0801849057e")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Fire, 16)],
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0x89, 0x88, 0x87),
        Terminal = ram => ram[0x83] == 0 && ram[0x81] != 0,
        Lives = ram => ram[0x83],
    };
}
