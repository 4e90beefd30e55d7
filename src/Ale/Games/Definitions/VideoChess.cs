using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition VideoChess() => new("video_chess", "f0b7db930ca0e548c41a97160b9f6275")
    {
        MinimalActions = ActionSets.Of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        Modes = [0, 1, 2, 3, 4],
        SelectMode = PressUntil(ram => ram[0xEA], held: 1),
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            bool decided = ram[0xE1] == 0x82;
            progress.Reward = !decided ? 0 : ram[0xEE] switch { 0 => 1, 1 => -1, _ => 0 };
            if (progress.Reward != 0) progress.Terminal = true;
        },
    };
}
