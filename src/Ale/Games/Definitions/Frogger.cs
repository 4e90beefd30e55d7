using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Frogger() => new("frogger", "081e2c114c9c20b61acf25fc95c71bf4")
    {
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5),
        Modes = [0, 1, 2],
        SelectMode = PressUntil((ram, mode) => ram[0xDD] == 1 + 2 * mode, held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xCE, 0xCC),
        Terminal = ram => ram[0xD0] == 0xFF,
        Lives = ram => ram[0xD0],
    };
}
