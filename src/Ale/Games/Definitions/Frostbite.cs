using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Frostbite() => new("frostbite", "4ca73eb959299471788f0b685c3ba0b5")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 2],
        SelectMode = PressUntil(ram => ram[0x80], held: 1),
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xCA, 0xC9, 0xC8),
        Terminal = ram => ram.Low(0xCC) == 0 && (ram[0xF1] & 0x80) != 0,
        Lives = ram => ram.Low(0xCC) + 1,
    };
}
