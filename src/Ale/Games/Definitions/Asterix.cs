namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Asterix() => new("asterix", "89a68746eff7f266bbf08de2483abe55")
    {
        MinimalActions = ActionSets.NineDirections,
        StartingActions = [AtariAction.Fire],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xE0, 0xDF, 0xDE),
        Terminal = ram => ram[0xC7] == 1 && ram.Low(0xD3) == 1,
        Lives = ram => ram.Low(0xD3),
    };
}
