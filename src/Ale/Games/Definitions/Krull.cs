namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Krull() => new("krull", "4baada22435320d185c95b7dd2bcdb24")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x9E, 0x9D, 0x9C),
        Terminal = ram => ram[0x9F] == 0 && ram[0xA2] == 3 && ram[0x80] == 0x80,
        Lives = ram => (ram[0x9F] & 7) + 1,
    };
}
