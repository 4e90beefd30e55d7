using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Et() => new("et", "615a3bf251a38eb6638cdc7ffbde5480")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2],
        SelectMode = PressUntil((ram, mode) => ram[0xEA] - 1 == mode, held: 25),
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xE1, 0xE0, 0xDF));
            progress.Lives = (sbyte)(ram[0xE5] + 1);
            progress.Terminal = progress.Lives == 0 && ram[0x80] == 8;
        },
    };
}
