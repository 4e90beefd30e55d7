using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition YarsRevenge() => new("yars_revenge", "c5930d0e8cdae3e037349bfa08e871be")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Fire],
        Modes = [0, 32, 64, 96],
        SelectMode = (environment, mode) =>
        {
            environment.PressSelect(2);
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xE3] == wanted, held: 1);
            environment.SoftReset();
        },
        Difficulties = [0, 1],
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xE2, 0xE1, 0xE0),
        Terminal = ram => ram.High(0x9E) == 0,
        Lives = ram => ram.High(0x9E),
    };
}
