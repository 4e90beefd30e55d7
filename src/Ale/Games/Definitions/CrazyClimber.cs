using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition CrazyClimber() => new("crazy_climber", "55ef7b65066428367844342ed59f956c")
    {
        MinimalActions = ActionSets.NineDirections,
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0x80], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 5 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(100 * (ram[0x82] + 10 * ram[0x83] + 100 * ram[0x84] + 1000 * ram[0x85]));
            if (progress.Reward < 0) progress.Reward = 0;
            progress.Lives = ram[0xAA];
            progress.Terminal = progress.Lives == 0;
        },
    };
}
