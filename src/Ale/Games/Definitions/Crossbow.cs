using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Crossbow() => new("crossbow", "8cd26dcf249456fe4aeb8db42d49df74")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 2, 4, 6],
        SelectMode = PressUntil((ram, mode) => ram[0x8D] - 1 == mode, held: 2),
        Difficulties = [0, 1],
        Score = ram => ram.Bcd(0x8D, 0x8C, 0x8B),
        Terminal = ram => ram[0xE7] == 0x82,
    };
}
