using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Lives are the carrots, a bit each.
    private static GameDefinition Gopher() => new("gopher", "c16c79aad6272baffb8aae9a7fff0864")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 10, 11, 12),
        StartingActions = [AtariAction.Fire],
        Modes = [0, 2],
        SelectMode = (environment, mode) =>
        {
            environment.SoftReset();
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xD3] == wanted, held: 5);
            environment.SoftReset();
        },
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xB2, 0xB1, 0xB0),
        Terminal = ram => (ram[0xB4] & 7) == 0,
        Lives = ram => int.PopCount(ram[0xB4] & 7),
    };
}
