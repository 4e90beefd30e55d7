namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Blackjack() => new("blackjack", "0a981c03204ac2b278ba392674682560")
    {
        Console = new() { LeftController = Controller.Paddles },
        MinimalActions = ActionSets.Of(0, 1, 2, 5),
        Difficulties = [0, 1, 2, 3],
        PaddleMax = 795_000,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            bool bust = ram[0x86] == 0x0B && ram[0x89] == 0xBB; // shown instead of the chips
            int chips = bust ? 0 : ram.Bcd(0x89, 0x86);
            progress.ScoreBecomes(chips);
            progress.Terminal = bust || chips >= 1000;
        },
    };
}
