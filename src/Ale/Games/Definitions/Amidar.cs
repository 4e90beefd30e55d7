namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Amidar() => new("amidar", "acb7750b4d0c4bd34969802a7deb2990")
    {
        Console = new() { RightController = Controller.None, LeftDifficultyA = true, RightDifficultyA = true },
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13),
        Difficulties = [0, 3],
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0xD9, 0xDA, 0xDB),
        Terminal = ram => ram[0xD6] == 0x80,
        Lives = ram => ram.Low(0xD6),
    };
}
