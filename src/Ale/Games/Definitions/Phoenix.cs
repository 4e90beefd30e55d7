namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Phoenix() => new("phoenix", "7e52a95074a66640fcfde124fffd491a")
    {
        MinimalActions = ActionSets.Of(0, 1, 3, 4, 5, 11, 12, 13),
        Start = new() { Lives = 5 },
        Score = ram => 10 * (10 * ram.Bcd(0xC8, 0xC9) + ram.High(0xC7)),
        Terminal = ram => ram[0xCC] == 0x80,
        Lives = ram => ram[0xCB] & 7,
    };
}
