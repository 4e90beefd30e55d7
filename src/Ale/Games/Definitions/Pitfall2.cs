namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Pitfall2() => new("pitfall2", "6d842c96d5a01967be9680080dd5be54")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Up],
        Start = new() { Score = 4000, Lives = 1 },
        Score = ram => ram.Bcd(0xC9, 0xC8, 0xC7),
        Terminal = ram => ram.Bcd(0xC9, 0xC8, 0xC7) == 199_000,
    };
}
