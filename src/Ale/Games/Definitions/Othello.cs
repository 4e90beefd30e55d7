using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: frames in a row on which nobody is to move; at the end of a game that lasts.
    private static GameDefinition Othello() => new("othello", "113cd09c9771ac278544b7e90efe7df2")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        Modes = [0, 1, 2],
        SelectMode = PressUntil((ram, mode) => ram[0xDE] - 1 == mode, held: 2),
        Difficulties = [0, 2],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xCE) - ram.Bcd(0xD0));
            progress.Memory0 = ram[0xC0] == 0 ? progress.Memory0 + 1 : 0;
            progress.Terminal = progress.Memory0 > 50;
        },
    };
}
