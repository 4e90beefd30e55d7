namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition FishingDerby() => new("fishing_derby", "b8865f05676e64f3bec72b9defdacfa7")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Score = ram => ram.Bcd(0xBD) - ram.Bcd(0xBE),
        Terminal = ram => ram[0xBD] == 0x99 || ram[0xBE] == 0x99,
        Lives = _ => 0,
    };
}
