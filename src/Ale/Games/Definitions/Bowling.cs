using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Bowling() => new("bowling", "c9b7afad3bfd922e006a6bfc1d4f3fe7")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 5, 10, 13),
        Modes = [0, 2, 4],
        SelectMode = PressUntil(ram => ram[0x82], held: 2),
        Difficulties = [0, 1],
        Start = default,
        Score = ram => ram.Bcd(0xA1, 0xA6),
        Terminal = ram => ram[0xA4] > 0x10,
        Lives = _ => 0,
    };
}
