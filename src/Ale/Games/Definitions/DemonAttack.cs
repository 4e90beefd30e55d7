using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: 1 on the first frame after a mode was chosen, when the memory looks like the end of a game.
    private static GameDefinition DemonAttack() => new("demon_attack", "f0e0addc07971561ab80d9abe1b8d333")
    {
        MinimalActions = ActionSets.LeftRightFire,
        Modes = [1, 3, 5, 7],
        SelectMode = (environment, mode) =>
        {
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xEA] == wanted, held: 1);
            environment.Progress.Memory0 = 1;
            environment.SoftReset();
        },
        Difficulties = [0, 1],
        Start = new() { Lives = 4 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            bool unset = ram[0x81] == 0xAB && ram[0x83] == 0xCD && ram[0x85] == 0xEA; // before the first game
            progress.ScoreBecomes(unset ? 0 : ram.Bcd(0x85, 0x83, 0x81));
            progress.Terminal = ram[0xF2] == 0 && ram[0xF1] == 0xBD && progress.Memory0 == 0;
            progress.Lives = ram[0xF2] + 1;
            progress.Memory0 = 0;
        },
    };
}
