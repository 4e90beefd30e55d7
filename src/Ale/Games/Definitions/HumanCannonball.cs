using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition HumanCannonball() => new("human_cannonball", "7972e5101fa548b952d852db24ad6060")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3, 4, 5, 6, 7],
        SelectMode = PressUntil((ram, mode) => ram[0xB6] - 1 == mode && ram[0xB7] == 1, held: 2),
        Difficulties = [0, 1],
        Score = ram => ram.Bcd(0xB6),
        Terminal = ram => ram.Bcd(0xB6) == 7 || ram.Bcd(0xB7) == 7,
    };
}
