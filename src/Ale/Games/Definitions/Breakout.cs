using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the five balls have been dealt; before that a count of zero means "not started".
    private static GameDefinition Breakout() => new("breakout", "f34f08e5eb96e500e851a80be3277a56")
    {
        Console = new() { LeftController = Controller.Paddles },
        MinimalActions = ActionSets.Paddle,
        Modes = [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44],
        SelectMode = PressUntil(ram => ram[0xB2], held: 1),
        Difficulties = [0, 1],
        Start = new() { Lives = 5 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Low(0xCD) + 10 * ram.High(0xCD) + 100 * ram.Low(0xCC));
            int balls = ram[0xB9];
            if (balls == 5) progress.Memory0 = 1;
            progress.Terminal = progress.Memory0 == 1 && balls == 0;
            progress.Lives = balls;
        },
    };
}
