namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition MontezumaRevenge() => new("montezuma_revenge", "3347a6dd59049b15a38394aa2dafa585")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 6 },
        Score = ram => ram.Bcd(0x95, 0x94, 0x93),
        Terminal = ram => ram[0xBA] == 0 && ram[0xFE] == 0x60,
        Lives = ram => (ram[0xBA] & 7) + 1,
    };
}
