using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the game has begun, with five lives; before that the counter shows something else.
    private static GameDefinition StarGunner() => new("star_gunner", "a3c1c70024d7aabb41381adbfb6d3b25")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2, 3],
        SelectMode = PressUntil(ram => ram[0xF4], held: 15),
        Start = new() { Lives = 5 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(100 * ram.LowDigits(0x83, 0x84, 0x85, 0x86));
            int counter = ram[0x87];
            if (counter == 5) progress.Memory0 = 1;
            progress.Lives = progress.Memory0 == 1 ? counter & 15 : 5;
            progress.Terminal = counter == 0;
        },
    };
}
