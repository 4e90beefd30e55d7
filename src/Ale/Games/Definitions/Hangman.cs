using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Score: the player's words less the computer's. Memory1: the clock on the last frame.
    private static GameDefinition Hangman() => new("hangman", "f16c709df0a6c52f47ff52b9d95b7d8d")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0xEE], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 1, Memory1 = -1 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xEB) - ram.Bcd(0xEC));
            bool timedOut = progress.Memory1 == 0xFF && ram[0xF1] == 0;
            progress.Memory1 = ram[0xF1];
            progress.Terminal = progress.Reward != 0 || timedOut;
        },
    };
}
