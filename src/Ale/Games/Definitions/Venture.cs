namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Venture() => new("venture", "3e899eba0ca8cd2972da1ae5479b4f0d")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1, 2, 3],
        Start = new() { Lives = 4 },
        Score = ram => 100 * ram.Bcd(0xC8, 0xC7),
        Terminal = ram => ram[0xC6] == 0 && ram[0xCD] == 0xFF && (ram[0xBF] & 0x80) != 0,
        Lives = ram => (ram[0xC6] & 7) + 1,
    };
}
