using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition AirRaid() => new("air_raid", "35be55426c1fec32dfb503b4f0651572")
    {
        MinimalActions = ActionSets.LeftRightFire,
        StartingActions = [AtariAction.Fire],
        Modes = [1, 2, 3, 4, 5, 6, 7, 8],
        SelectMode = (environment, mode) =>
        {
            // The first press only opens the menu.
            environment.PressSelect(20);
            PressSelectUntil(environment, mode, (ram, wanted) => ram[0xAA] == wanted, held: 10);
            environment.SoftReset();
        },
        Score = ram => ram.Bcd(0xAA, 0xA9, 0xA8),
        Terminal = ram => ram[0xA7] == 0xFF,
    };
}
