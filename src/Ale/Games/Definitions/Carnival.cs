namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Carnival() => new("carnival", "028024fb8e5e5f18ea586652f9799c96")
    {
        Console = new() { YStart = 26, Rows = 214 },
        MinimalActions = ActionSets.LeftRightFire,
        Start = default,
        Score = ram => 10 * ram.Bcd(0xAE, 0xAD),
        Terminal = ram => ram[0x83] == 0,
        Lives = _ => 0,
    };
}
