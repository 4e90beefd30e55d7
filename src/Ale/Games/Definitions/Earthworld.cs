namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Earthworld() => new("earthworld", "5aea9974b975a6a844e6df10d2b861c4")
    {
        MinimalActions = ActionSets.All,
        Score = ram => ram.Bcd(0xA7),
        Terminal = ram => ram.Bcd(0xA7) == 10,
    };
}
