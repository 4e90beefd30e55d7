using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition FlagCapture() => new("flag_capture", "30512e0e83903fc05541d2f6a6a62654")
    {
        MinimalActions = ActionSets.All,
        Modes = [8, 9, 10],
        SelectMode = PressUntil(ram => ram[0xD6], held: 2),
        Score = ram => ram.Bcd(0xEA),
        Terminal = ram => ram.Bcd(0xEB) == 0,
    };
}
