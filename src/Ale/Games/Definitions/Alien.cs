using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Alien() => new("alien", "f1a0a23e6464d954e3a9579c4ccd01c8")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0x81], held: 1),
        Difficulties = [0, 1, 2, 3],
        Start = new() { Lives = 3 },
        Score = ram => 10 * (AlienDigit(ram[0x8B]) + 10 * AlienDigit(ram[0x89]) + 100 * AlienDigit(ram[0x87])
            + 1000 * AlienDigit(ram[0x85]) + 10_000 * AlienDigit(ram[0x83])),
        Terminal = ram => ram.Low(0xC0) == 0,
        Lives = ram => ram.Low(0xC0),
        LivesSurviveTheEnd = true,
    };

    // A digit is kept as the offset of its picture, eight bytes each; 80 is the picture of nothing.
    private static int AlienDigit(int picture) => picture == 0x80 ? 0 : picture >> 3;
}
