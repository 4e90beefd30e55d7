namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition KeystoneKapers() => new("keystone_kapers", "6c1f3f2e359dbf55df462ccbcdd2f6bf")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
        StartingActions = [AtariAction.Reset],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x9C, 0x9B),
        Terminal = ram => ram[0x96] == 0 && ram[0x88] == 0,
        Lives = ram => ram[0x96],
    };
}
