using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Pacman() => new("pacman", "fc2233fc116faef0d3c31541717ca2db")
    {
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5),
        Modes = [0, 1, 2, 3, 4, 5, 6, 7],
        SelectMode = PressUntil((ram, mode) => ram[0xCC] - 1 == mode && ram[0xE6] == 0, held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xCC, 0xCE, 0xD0),
        Terminal = ram => ram[0x98] == 0 && ram[0xE4] == 0x3F,
        Lives = ram => ram[0x98] + 1,
    };
}
