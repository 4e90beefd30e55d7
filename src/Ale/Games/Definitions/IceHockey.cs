using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition IceHockey() => new("ice_hockey", "a4c08c4994eb9d24fb78be1793e82e26")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 2],
        SelectMode = PressUntil(ram => ram[0x80], held: 2),
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0x8A) - ram.Bcd(0x8B));
            progress.Reward = Math.Min(progress.Reward, 1);
            progress.Terminal = ram[0x87] == 0 && ram[0x86] == 0;
        },
    };
}
