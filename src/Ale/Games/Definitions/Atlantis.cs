using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Atlantis() => new("atlantis", "9ad36e699ef6f45d9eb6c4cf90475c9f")
    {
        MinimalActions = ActionSets.Of(0, 1, 11, 12),
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0x8D], held: 2),
        Start = new() { Lives = 6 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.Terminal = ram[0xF1] == 0xFF;
            progress.Lives = ram[0xF1];
            if (progress.Terminal) progress.Reward = 0; // the score is cleared with the last city
            else progress.ScoreBecomes(100 * ram.Bcd(0xA2, 0xA3, 0xA1));
        },
    };
}
