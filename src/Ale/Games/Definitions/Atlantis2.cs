namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Atlantis2() => new("atlantis2", "826481f6fc53ea47c9f272f7050eedf7")
    {
        MinimalActions = ActionSets.Of(0, 1, 11, 12),
        Start = new() { Lives = 6 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.Terminal = ram[0xF1] == 0xFF;
            progress.Lives = ram[0xF1];
            progress.ScoreBecomes(ram.Bcd(0xA1, 0xA2, 0xA3));
            if (progress.Terminal) progress.Reward = 0;
        },
    };
}
