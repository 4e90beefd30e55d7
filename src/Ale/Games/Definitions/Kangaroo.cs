using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Kangaroo() => new("kangaroo", "4326edb70ff20d0ee5ba58fa5cb09d60")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1],
        SelectMode = PressUntil((ram, mode) => ram[0xBA] == mode || ram[0xBA] == mode + 0x80, held: 2),
        Start = new() { Lives = 3 },
        Score = ram => 100 * ram.Bcd(0xA8, 0xA7),
        Terminal = ram => ram[0xAD] == 0xFF,
        Lives = ram => (ram[0xAD] & 7) + 1,
    };
}
