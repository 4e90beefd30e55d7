namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Trondead() => new("trondead", "fb27afe896e7c928089307b32e5642ee")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1],
        Start = new() { Lives = 5 },
        Score = ram => ram.Bcd(0xBF, 0xBE, 0xBD),
        Terminal = ram => ram[0xC8] == 5,
        Lives = ram => 5 - ram[0xC8],
    };
}
