using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Asteroids() => new("asteroids", "ccbd36746ed4525821a8083b0d6d2c2c")
    {
        Console = new() { HmoveBlanks = false },
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 13, 14, 15),
        Modes = [.. Enumerable.Range(0, 32), 128],
        SelectMode = PressUntil(ram => ram[0x80], held: 2),
        Difficulties = [0, 3],
        Start = new() { Lives = 4 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(10 * ram.Bcd(0xBE, 0xBD));
            if (progress.Reward < 0) progress.Reward += 100_000; // four digits and a fixed zero: the score wraps
            progress.Lives = ram.High(0xBC);
            progress.Terminal = progress.Lives == 0;
        },
    };
}
