using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition BankHeist() => new("bank_heist", "00ce0bdd43aed84a983bef38fe7f5ee3")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 4, 8, 12, 16, 20, 24, 28],
        SelectMode = PressUntil(ram => ram[0x80], held: 1),
        Difficulties = [0, 1, 2, 3],
        Start = new() { Lives = 5 },
        Score = ram => ram.Bcd(0xDA, 0xD9, 0xD8),
        Terminal = ram => ram[0xCE] == 1 && ram[0xD5] == 0,
        Lives = ram => ram[0xD5],
    };
}
