using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Pong() => new("pong", "60e0ea3cbe0913d39803477945e9e5ec")
    {
        Console = new() { LeftController = Controller.Paddles, RightController = Controller.Paddles, SwapPaddles = true },
        PaddleRises = true,
        MinimalActions = ActionSets.LeftRightFire,
        Modes = [0, 1],
        SelectMode = PressUntil(ram => ram[0x96], held: 2),
        Difficulties = [0, 1, 2, 3],
        Start = default,
        Score = ram => ram[0x8E] - ram[0x8D],
        Terminal = ram => ram[0x8D] == 21 || ram[0x8E] == 21,
        Lives = _ => 0,
    };
}
