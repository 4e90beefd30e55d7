using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition NameThisGame() => new("name_this_game", "36306070f0c90a72461551a7a4f3a209")
    {
        MinimalActions = ActionSets.LeftRightFire,
        Modes = [8, 24, 40],
        SelectMode = PressUntil(ram => ram[0xDE], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xC6, 0xC5, 0xC4),
        Terminal = ram => (ram[0xC7] & 7) == 0,
        Lives = ram => ram[0xC7] & 7,
    };
}
