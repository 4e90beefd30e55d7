using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Zaxxon() => new("zaxxon", "eea0da9b987d661264cce69a7c13c3bd")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 8, 16, 24],
        SelectMode = PressUntil(ram => ram[0x82], held: 10),
        Start = new() { Lives = 5 },
        Score = ram => 100 * ram.Bcd(0xE9, 0xE8),
        Terminal = ram => (ram[0xEA] & 7) == 0,
        Lives = ram => ram[0xEA] & 7,
    };
}
