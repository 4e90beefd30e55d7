namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition RoadRunner() => new("road_runner", "ce5cc62608be2cd3ed8abd844efb8919")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 3 },
        Score = ram => 100 * ram.LowDigits(0xC9, 0xCA, 0xCB, 0xCC),
        Terminal = ram => (ram[0xC4] & 7) == 0 && (ram[0xB9] != 0 || ram[0xBD] != 0),
        Lives = ram => (ram[0xC4] & 7) + 1,
    };
}
