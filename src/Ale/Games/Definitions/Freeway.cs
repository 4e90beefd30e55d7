using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Freeway() => new("freeway", "8e0ab801b1705a740b476b7f588c6d16")
    {
        MinimalActions = ActionSets.Of(0, 2, 5),
        Modes = [0, 1, 2, 3, 4, 5, 6, 7],
        SelectMode = PressUntil(ram => ram[0x80], held: 1),
        Difficulties = [0, 1],
        Start = default,
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xE7));
            progress.Reward = Math.Clamp(progress.Reward, 0, 1);
            progress.Terminal = ram[0x96] == 1;
        },
    };
}
