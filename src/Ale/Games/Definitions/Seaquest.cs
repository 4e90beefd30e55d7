namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Seaquest() => new("seaquest", "240bfbac5163af4df5ae713985386f92")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1],
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0xBA, 0xB9, 0xB8),
        Terminal = ram => ram[0xA3] != 0,
        Lives = ram => ram[0xBB] + 1,
    };
}
