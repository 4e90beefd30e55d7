using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition SpaceWar() => new("space_war", "b702641d698c60bcdc922dbd8c9dd49c")
    {
        MinimalActions = ActionSets.All,
        Modes = [.. Enumerable.Range(6, 12)],
        SelectMode = PressUntil((ram, mode) => ram.Bcd(0xA7) == mode, held: 2),
        Score = ram => ram.Bcd(0xA7),
        Terminal = ram => ram.Bcd(0xA7) == 10 || ram[0x80] == 0,
    };
}
