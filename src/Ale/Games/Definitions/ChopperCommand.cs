using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    // Memory0: the helicopter has faced right, which it first does when the game has begun.
    private static GameDefinition ChopperCommand() => new("chopper_command", "c1cb228470a87beb5f36e90ac745da26")
    {
        MinimalActions = ActionSets.All,
        Modes = [0, 2],
        SelectMode = PressUntil(ram => ram[0xE0], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(100 * ram.Bcd(0xEE, 0xEC));
            progress.Lives = ram.Low(0xE4);
            progress.Memory0 |= ram[0xC2] & 1;
            progress.Terminal = progress.Lives == 0 && progress.Memory0 == 1;
        },
        LivesSurviveTheEnd = true,
    };
}
