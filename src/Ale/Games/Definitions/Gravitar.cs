using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Gravitar() => new("gravitar", "8ac18076d01a6b63acf6e2cab4968940")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Fire, 16)],
        Modes = [0, 1, 2, 3, 4],
        SelectMode = PressUntil(ram => ram[0x80], held: 10),
        Start = new() { Lives = 6 },
        Score = ram => ram.Bcd(0x89, 0x88, 0x87),
        Terminal = ram => ram[0x81] == 1,
        Lives = ram => ram[0x81] == 0 ? 6 : ram[0x84] + 1,
    };
}
