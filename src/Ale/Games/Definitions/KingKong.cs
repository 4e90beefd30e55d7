using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition KingKong() => new("king_kong", "0dd4c69b5f9a7ae96a7a08329496779a")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5),
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil((ram, mode) => ram[0xEC] == 2 * mode, held: 2),
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x83, 0x82),
        Terminal = ram => ram[0xEE] == 0,
        Lives = ram => ram[0xEE],
    };
}
