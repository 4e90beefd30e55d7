namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the deepest level so far. Returning to an earlier one, or to a lower score, is the start of another game.
    private static GameDefinition Darkchambers() => new("darkchambers", "106855474c69d08c8ffa308d47337269")
    {
        Console = new() { HmoveBlanks = false },
        MinimalActions = ActionSets.All,
        StartingActions = [.. ActionSets.Repeat(AtariAction.Noop, 486)],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.Reward = 0;
            int level = ram[0xD5];
            if (level < progress.Memory0)
            {
                progress.Terminal = true;
                return;
            }
            progress.Memory0 = level;
            int score = 10 * ram.Bcd(0xCC, 0xCF);
            if (score < progress.Score) progress.Terminal = true;
            else progress.ScoreBecomes(score);
            int health = ram[0xCA] & 0x1F;
            if (health == 0) progress.Terminal = true;
        },
    };
}
