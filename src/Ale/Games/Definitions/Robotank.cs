namespace DqnGpu.Ale;

public static partial class Games
{
    // Tanks destroyed come in squadrons of twelve.
    private static GameDefinition Robotank() => new("robotank", "4f618c2429138e0280969193ed6c107e")
    {
        MinimalActions = ActionSets.All,
        Start = new() { Lives = 4 },
        Score = ram => 12 * ram[0xB6] + ram[0xB5],
        Terminal = ram => ram[0xA8] == 0 && ram[0xB4] == 0xFF,
        Lives = ram => ram.Low(0xA8) + 1,
    };
}
