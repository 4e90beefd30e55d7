namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Pitfall() => new("pitfall", "3e90cf23106f2e08b2781e41299de556")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Up],
        Start = new() { Score = 2000, Lives = 3 },
        Score = ram => ram.Bcd(0xD7, 0xD6, 0xD5),
        Terminal = ram => ram.High(0x80) == 0 && ram[0x9E] != 0,
        Lives = ram => ram.High(0x80) switch { 0xA => 3, 0x8 => 2, _ => 1 },
    };
}
