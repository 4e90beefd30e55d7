using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Surround() => new("surround", "4d7517ae69f95cfbc053be01312b7dba")
    {
        Console = new() { SwapPorts = true },
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5),
        Modes = [0, 2],
        SelectMode = PressUntil((ram, mode) => ram[0xF9] == mode + 1, held: 2),
        Difficulties = [0, 1, 2, 3],
        Score = ram => ram.Bcd(0xF7) - ram.Bcd(0xF6),
        Terminal = ram => ram.Bcd(0xF6) == 10 || ram.Bcd(0xF7) == 10,
    };
}
