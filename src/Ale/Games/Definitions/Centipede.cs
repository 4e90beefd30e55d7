using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Centipede() => new("centipede", "91c2098e88a6b13f977af8c003e0bca5")
    {
        MinimalActions = ActionSets.All,
        Modes = [22, 86],
        SelectMode = PressUntil(ram => ram[0xA7], held: 2),
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xF6, 0xF5, 0xF4));
            if (progress.Reward < 0) progress.Reward = 0; // the score may be cleared before the game is over
            progress.Lives = (ram[0xED] >> 4 & 7) + 1;
            progress.Terminal = (ram[0xA6] & 0x40) != 0;
        },
    };
}
