namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition WizardOfWor() => new("wizard_of_wor", "7e8aa18bc9502eb57daaf5e7c1e94da7")
    {
        Console = new() { SwapPorts = true },
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 10, 11, 12, 13),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int score = ram.Bcd(0x86, 0x88);
            progress.ScoreBecomes(100 * (score >= 8000 ? score - 8000 : score)); // 8 in the first place is a blank
            progress.Terminal = ram.Low(0x8D) == 0 && ram[0xF4] == 0xF8;
            bool waiting = (ram[0xD7] & 1) == 0; // the counter already drops when the next man walks in
            if (waiting) progress.Lives = ram.Low(0x8D);
        },
    };
}
