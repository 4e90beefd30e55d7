using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition MrDo() => new("mr_do", "aa7bb54d2c189a31bb1fa20099e42859")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13),
        StartingActions = [AtariAction.Fire],
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0x80], held: 5),
        Start = new() { Lives = 4 },
        Score = ram => 10 * ram.Bcd(0x82, 0x83),
        Terminal = ram => ram[0xDA] == 0x40,
        Lives = ram => ram[0xDB],
    };
}
