using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Tutankham() => new("tutankham", "085322bae40d904f53bdcc56df0593fc")
    {
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5, 10, 11, 12),
        Modes = [0, 4, 8, 12],
        SelectMode = PressUntil(ram => ram[0xAB], held: 2),
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x9C, 0x9A),
        Terminal = ram => ram[0x9E] == 0 && ram[0x81] != 0x84,
        Lives = ram => ram[0x9E] & 3,
    };
}
