using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition LostLuggage() => new("lost_luggage", "2d76c5d1aad506442b9e9fb67765e051")
    {
        MinimalActions = ActionSets.NineDirections,
        StartingActions = [AtariAction.Fire],
        Modes = [0, 1],
        SelectMode = PressUntil((ram, mode) => ram[0x94] == 1 + 3 * mode, held: 2),
        Difficulties = [0, 1],
        FireIsIllegal = true,
        Start = new() { Lives = 3 },
        Score = ram => ram.Bcd(0x96, 0x95, 0x94),
        Terminal = ram => ram[0xCA] == 0 && ram[0xC8] == 0x0A && ram[0xA5] == 0 && ram[0xA9] == 0,
        Lives = ram => ram[0xCA],
    };
}
