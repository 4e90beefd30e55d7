using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Adventure() => new("adventure", "4b27f5397c442d25f0c418ccdacf1926")
    {
        Console = new() { RightController = Controller.None },
        MinimalActions = ActionSets.All,
        Modes = [0, 1, 2],
        SelectMode = (environment, mode) =>
        {
            // The game seeds its own random numbers with the frames that SELECT is held.
            PressSelectUntil(environment, mode, (ram, wanted) => (ram[0xDD] >> 1 & 3) == wanted, () =>
            {
                environment.PressSelect(2 + (int)(environment.NextRandom() % 256));
                environment.Act(AtariAction.Noop);
            });
            environment.SoftReset();
        },
        Difficulties = [0, 1, 2, 3],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            bool chaliceHome = ram[0xB9] == 0x12;
            bool eaten = ram[0xE0] == 2;
            if (chaliceHome) progress.Reward = 1;
            progress.Terminal = eaten || chaliceHome;
        },
        LivesSurviveTheEnd = true,
    };
}
