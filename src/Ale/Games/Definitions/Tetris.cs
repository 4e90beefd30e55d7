namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Tetris() => new("tetris", "b0e1ee07fbc73493eac5651a52f90f00")
    {
        MinimalActions = ActionSets.Of(0, 1, 3, 4, 5),
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xF1, 0xF2));
            if (progress.Reward < 0) progress.Reward = 0;
            progress.Terminal = (ram[0xF3] & 0x80) != 0;
            if (progress.Terminal) progress.Score = 0;
        },
    };
}
