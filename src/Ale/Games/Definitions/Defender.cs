using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Defender() => new("defender", "0f643c34e40e3f1daafd9c524d3ffe64")
    {
        MinimalActions = ActionSets.All,
        Modes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 16],
        SelectMode = PressUntil(ram => ram[0x9B], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Score = ram => ram.LowDigits(0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1),
        Terminal = ram => ram[0xC2] == 0,
        Lives = ram => ram[0xC2],
    };
}
