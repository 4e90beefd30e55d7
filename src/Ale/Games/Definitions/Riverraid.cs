namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the life counter on the last frame.
    private static GameDefinition Riverraid() => new("riverraid", "393948436d1f4cc3192410bb918f9724")
    {
        MinimalActions = ActionSets.All,
        Difficulties = [0, 1],
        Start = new() { Lives = 4, Memory0 = 0x58 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int score = 0;
            for (int digit = 0xCD; digit <= 0xD7; digit += 2) score = 10 * score + RiverraidDigit(ram[digit]);
            progress.ScoreBecomes(score);
            int counter = ram[0xC0];
            progress.Terminal = counter == 0x58 && progress.Memory0 == 0x59;
            progress.Memory0 = counter;
            progress.Lives = counter switch { 0x58 => 4, 0x59 => 1, _ => counter / 8 + 1 };
        },
    };

    // A digit is kept as the offset of its picture, eight bytes each; anything else shows as a blank.
    private static int RiverraidDigit(int picture) => picture % 8 == 0 && picture <= 72 ? picture / 8 : 0;
}
