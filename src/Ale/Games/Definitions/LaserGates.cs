namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition LaserGates() => new("laser_gates", "8e4cd60d93fcde8065c1a2b972a26377")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Reset],
        Start = default,
        Score = ram => ram.Bcd(0x82, 0x81, 0x80),
        Terminal = ram => ram[0x83] == 0,
        Lives = _ => 0,
    };
}
