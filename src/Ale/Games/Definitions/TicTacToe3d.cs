using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition TicTacToe3d() => new("tic_tac_toe_3d", "0db4f4150fecf77e4ce72ca4d04c052f")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        Modes = [0, 1, 2, 3, 4, 5, 6, 7, 8],
        SelectMode = PressUntil(ram => ram[0x88], held: 2),
        Difficulties = [0, 2],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.Reward = 0;
            bool decided = ram[0xFE] == 0x10 && ram[0xFF] == 0xF3; // the return address of the routine that shows the winner
            if (decided)
            {
                progress.Reward = ram[0xE1] == 8 ? 1 : -1;
                progress.Terminal = true;
            }
            bool full = true;
            for (int place = 0x9A; place <= 0xD9; place++) full &= ram[place] != 0;
            if (full) progress.Terminal = true;
        },
    };
}
