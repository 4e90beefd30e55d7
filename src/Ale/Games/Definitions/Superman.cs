namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Superman() => new("superman", "a9531c763077464307086ec9a1fd057d")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1, 2, 3],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            const int LongestTime = 99 * 60 + 59; // seconds
            bool clarkKent = (ram[0x9F] & 0x40) != 0;
            bool atTheDailyPlanet = ram[0x80] == 0xAC && ram[0x81] == 0xF2;
            progress.Terminal = clarkKent && atTheDailyPlanet;
            progress.Reward = progress.Terminal ? LongestTime - (60 * ram.Bcd(0xE3) + ram.Bcd(0xE2)) : 0;
        },
    };
}
