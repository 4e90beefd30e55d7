using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Galaxian() => new("galaxian", "211774f4c5739042618be8ff67351177")
    {
        MinimalActions = ActionSets.LeftRightFire,
        Modes = [1, 2, 3, 4, 5, 6, 7, 8, 9],
        SelectMode = PressUntil(ram => ram[0xB3], held: 1),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xAE, 0xAD, 0xAC));
            if (progress.Reward < 0) progress.Reward += 1_000_000; // the score wraps
            progress.Lives = ram[0xB9] + 1;
            progress.Terminal = (ram[0xBF] & 0x80) != 0;
        },
    };
}
