namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Assault() => new("assault", "de78b3a064d374390ac0710f95edde92")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 11, 12),
        Start = new() { Lives = 4 },
        Score = ram => ram.Bcd(0x82, 0x81, 0x80),
        Terminal = ram => ram[0xE5] == 0,
        Lives = ram => ram[0xE5],
    };
}
