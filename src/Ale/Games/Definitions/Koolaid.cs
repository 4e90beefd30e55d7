namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Koolaid() => new("koolaid", "534e23210dd1993c828d944c6ac4d9fb")
    {
        MinimalActions = ActionSets.NineDirections,
        Start = default,
        Score = ram => 100 * ram.Bcd(0x81, 0x80),
        Terminal = ram => ram[0xD1] == 0x80,
        Lives = _ => 0,
    };
}
