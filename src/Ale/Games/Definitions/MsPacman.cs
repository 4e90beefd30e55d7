using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition MsPacman() => new("ms_pacman", "87e79cd41ce136fd4f72cc6e2c161bee")
    {
        Console = new() { HmoveBlanks = false },
        MinimalActions = ActionSets.NineDirections,
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil((ram, mode) => mode == 0
            ? ram[0x99] == 1 && ram[0xA1] == 1
            : ram[0x99] == mode && ram[0xA1] == 0, held: 10),
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xF8, 0xF9, 0xFA),
        Terminal = ram => ram.Low(0xFB) == 0 && ram[0xA7] == 0x53,
        Lives = ram => (ram[0xFB] & 7) + 1,
    };
}
