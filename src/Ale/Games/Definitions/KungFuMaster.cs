namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition KungFuMaster() => new("kung_fu_master", "5b92a93b23523ff16e2789b820e2a4c5")
    {
        MinimalActions = ActionSets.Of(0, 2, 3, 4, 5, 8, 9, 11, 12, 13, 14, 15, 16, 17),
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0x9A, 0x99, 0x98),
        Terminal = ram => ram[0x9D] == 0xFF,
        Lives = ram => (ram[0x9D] & 7) + 1,
    };
}
