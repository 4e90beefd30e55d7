using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Score: matches used.
    private static GameDefinition HauntedHouse() => new("haunted_house", "f0a6e99f5875891246c3dbecbf2d2cea")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3, 4, 5, 6, 7, 8],
        SelectMode = PressUntil(ram => ram[0xCC], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 9 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int matches = ram.Bcd(0x82);
            bool escaped = ram[0x99] == 0x44; // at the exit with the whole urn
            progress.Reward = (matches != progress.Score ? -1 : 0) + (escaped ? 100 : 0);
            progress.Score = matches;
            progress.Lives = ram[0x96];
            progress.Terminal = progress.Lives == 0 || escaped;
        },
    };
}
