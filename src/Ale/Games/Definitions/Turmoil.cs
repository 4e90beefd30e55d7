using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Turmoil() => new("turmoil", "7a5463545dfb2dcfdafa6074b2f2c15e")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12),
        StartingActions = [AtariAction.Fire],
        Modes = [0, 1, 2, 3, 4, 5, 6, 7, 8],
        SelectMode = PressUntil(ram => ram[0xEA], held: 2),
        Start = new() { Lives = 4 },
        Score = ram => 10 * (ram.Bcd(0x89, 0x8A) + ram[0xD3]),
        Terminal = ram => ram[0xB9] == 0 && ram[0xC5] == 1,
        Lives = ram => ram[0xB9],
    };
}
