using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition BattleZone() => new("battle_zone", "41f252a66c6301f1e8ab3612c19bc5d4")
    {
        Console = new() { HmoveBlanks = false },
        MinimalActions = ActionSets.All,
        Modes = [1, 2, 3],
        SelectMode = PressUntil(ram => ram[0xA1], held: 2),
        Start = new() { Lives = 5 },
        Score = ram => 1000 * (BattleZoneDigit(ram.High(0x9D))
            + 10 * BattleZoneDigit(ram.Low(0x9E)) + 100 * BattleZoneDigit(ram.High(0x9E))),
        Terminal = ram => ram.Low(0xBA) == 0,
        Lives = ram => ram.Low(0xBA),
    };

    // Ten stands for a leading blank.
    private static int BattleZoneDigit(int digit) => digit == 10 ? 0 : digit;
}
