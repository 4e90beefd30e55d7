using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Pooyan() => new("pooyan", "4799a40b6e889370b7ee55c17ba65141")
    {
        Console = new() { YStart = 26, Rows = 220 },
        MinimalActions = ActionSets.Of(0, 1, 2, 5, 10, 13),
        Modes = [10, 30, 50, 70],
        SelectMode = (environment, mode) =>
        {
            environment.PressSelect(2);
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xBD] == wanted, held: 2);
            environment.SoftReset();
        },
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x8A, 0x89, 0x88),
        Terminal = ram => ram[0x96] == 0 && ram[0x98] == 5,
        Lives = ram => (ram[0x96] & 7) + 1,
    };
}
