using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Backgammon() => new("backgammon", "8556b42aa05f94bc29ff39c39b11bff4")
    {
        Console = new() { LeftController = Controller.Paddles },
        MinimalActions = ActionSets.Of(1, 3, 4),
        SelectMode = PressUntil((ram, mode) => ram[0xDC] == 3, held: 1),
        Difficulties = [3],
        PaddleMax = 1_000_000,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            // Points of the board, signed: the computer's pieces count up, the player's down. While the computer thinks, the board is its
            // scratch pad, so it counts only when both sides have their 15 pieces.
            int playerOut = -ram.Signed(0x80), computerOut = ram.Signed(0x8E);
            int playerIn = 0, computerIn = 0;
            for (int point = 0x81; point <= 0x9B; point++)
            {
                if (point == 0x8E) continue;
                int pieces = ram.Signed(point);
                if (pieces > 0) computerIn += pieces;
                else playerIn -= pieces;
            }
            if (playerIn + playerOut != 15 || computerIn + computerOut != 15) return;
            if (playerOut != 15 && computerOut != 15) return;
            progress.Terminal = true;
            progress.Reward = playerOut == 15 ? 1 : -1;
        },
    };
}
