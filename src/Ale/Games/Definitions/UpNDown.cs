namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition UpNDown() => new("up_n_down", "a499d720e7ee35c62424de882a3351b6")
    {
        Console = new() { YStart = 30 },
        MinimalActions = ActionSets.Of(0, 1, 2, 5, 10, 13),
        StartingActions = [AtariAction.Fire],
        Difficulties = [0, 1, 2, 3],
        Start = new() { Lives = 5 },
        Score = ram => ram.Bcd(0x82, 0x81, 0x80),
        Terminal = ram => ram[0x94] > 0x40 && ram.Low(0x86) == 0,
        Lives = ram => ram.Low(0x86) + 1,
    };
}
