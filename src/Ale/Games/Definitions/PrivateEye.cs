using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition PrivateEye() => new("private_eye", "ef3a4f64b6494ba770862768caf04b86")
    {
        MinimalActions = ActionSets.All,
        StartingActions = [AtariAction.Up],
        Modes = [0, 1, 2, 3, 4],
        SelectMode = PressUntil(ram => ram[0x80], held: 2),
        Difficulties = [0, 1, 2, 3],
        Start = new() { Score = 1000 },
        Score = ram => ram.Bcd(0xCA, 0xC9, 0xC8),
        Terminal = ram => ram[0xC2] > 1,
        Lives = _ => 0,
    };
}
