namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Solaris() => new("solaris", "e72eb8d4410152bdcb69e7fba327b420")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 3 },
        Score = ram => 10 * ram.Bcd(0xDC, 0xDD, 0xDE),
        Terminal = ram => ram[0xD9] == 0,
        Lives = ram => ram.Low(0xD9),
    };
}
