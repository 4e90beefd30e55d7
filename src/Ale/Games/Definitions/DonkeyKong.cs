namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition DonkeyKong() => new("donkey_kong", "36b20c427975760cb9cf4a47e41369e4")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 2 },
        Score = ram => 100 * ram.Bcd(0x88, 0x87),
        Terminal = ram => ram[0xA3] == 0 && ram[0x8F] == 3 && ram[0x8B] == 0x1F,
        Lives = ram => ram[0xA3],
    };
}
