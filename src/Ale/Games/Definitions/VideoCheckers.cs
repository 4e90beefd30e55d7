using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the mode is one where the winner is who loses all pieces (11 and above). Once decided the result stays.
    private static GameDefinition VideoCheckers() => new("video_checkers", "539d26b6e9df0da8e7465f0f5ad863b7")
    {
        MinimalActions = ActionSets.Of(1, 6, 7, 8, 9),
        Modes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19],
        SelectMode = (environment, mode) =>
        {
            environment.Progress.Memory0 = mode >= 11 ? 1 : 0;
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xF6] == (wanted >= 11 ? wanted + 6 : wanted), held: 1);
            environment.SoftReset();
        },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int black = 0, white = 0;
            for (int square = 0x80; square <= 0xA2; square++)
            {
                if (square is 0x88 or 0x91 or 0x9A) continue; // between the rows
                int piece = ram[square];
                if (piece is 0x10 or 0x20) black++;
                else if (piece is 0x90 or 0xA0) white++;
            }
            if (black > 0 && white > 0) return;
            progress.Terminal = true;
            bool allBlackGone = black == 0, losingWins = progress.Memory0 == 1;
            progress.Reward = allBlackGone == losingWins ? 1 : -1;
        },
    };
}
