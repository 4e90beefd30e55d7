using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Hero() => new("hero", "fca4a5be1251927027f2c24774a02160")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3, 4],
        SelectMode = PressUntil(ram => ram[0x80], held: 1),
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xB9, 0xB8, 0xB7),
        Terminal = ram => ram[0xB3] == 0,
        Lives = ram => ram[0xB3],
    };
}
