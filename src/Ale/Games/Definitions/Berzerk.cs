using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Berzerk() => new("berzerk", "136f75c4dd02c29283752b7e5799f978")
    {
        MinimalActions = ActionSets.All,
        Modes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17, 18],
        SelectMode = (environment, mode) =>
        {
            for (int frame = 0; frame < 20; frame++) environment.Act(AtariAction.Noop);
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0x80] == wanted, held: 2);
            environment.SoftReset();
        },
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xDF, 0xDE, 0xDD),
        Terminal = ram => ram[0xDA] == 0xFF,
        Lives = ram => ram[0xDA] + 1,
    };
}
