using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Score: the lead in games. Memory0: the lead in points of the game being played.
    private static GameDefinition Tennis() => new("tennis", "42cdd6a9e42a3639e190722b8ea3fc51")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 2],
        SelectMode = PressUntil(ram => ram[0x80], held: 2),
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int games = ram[0xC7], opponentGames = ram[0xC8];
            int lead = games - opponentGames, pointLead = ram[0xC5] - ram[0xC6];
            progress.Reward = lead != progress.Score ? lead - progress.Score : pointLead - progress.Memory0;
            progress.Score = lead;
            progress.Memory0 = pointLead;
            progress.Terminal = (games >= 6 && lead >= 2) || (opponentGames >= 6 && lead <= -2) || games == 7 || opponentGames == 7;
        },
    };
}
