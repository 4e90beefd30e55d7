using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition BasicMath() => new("basic_math", "819aeeb9a2e11deb54e6de334f843894")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5),
        Modes = [5, 6, 7, 8],
        SelectMode = PressUntil(ram => ram[0xC5], held: 2),
        Difficulties = [0, 2, 3],
        Score = ram => ram.Bcd(0x84),
        Terminal = ram => ram.Bcd(0x86) != 0,
    };
}
