namespace DqnGpu.Ale;

public static partial class Games
{
    // The reward is minus the time, in hundredths of a second.
    private static GameDefinition Skiing() => new("skiing", "b76fbadc8ffb1f83e2ca08b6fb4d6c9f")
    {
        MinimalActions = ActionSets.Of(0, 3, 4),
        StartingActions = [.. ActionSets.Repeat(AtariAction.Down, 16)],
        FireIsIllegal = true,
        Start = default,
        Score = ram => -(6000 * ram[0xE8] + ram.Bcd(0xEA, 0xE9)),
        Terminal = ram => ram[0x91] == 0xFF,
        Lives = _ => 0,
    };
}
