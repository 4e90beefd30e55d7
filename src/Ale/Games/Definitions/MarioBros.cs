using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition MarioBros() => new("mario_bros", "e908611d99890733be31733a979c62d8")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Noop, 10), .. ActionSets.Repeat(AtariAction.Fire, 7)],
        Modes = [0, 2, 4, 6],
        SelectMode = PressUntil(ram => ram[0x80], held: 5),
        Start = default,
        Score = ram => 100 * ram.Bcd(0x8A, 0x89),
        Terminal = ram => ram[0x87] == 0,
        Lives = ram => ram[0x87],
    };
}
