using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition SpaceInvaders() => new("space_invaders", "72ffbef6504b75e69ee1045af9075f66")
    {
        MinimalActions = ActionSets.LeftRightFire,
        Modes = [.. Enumerable.Range(0, 16)],
        SelectMode = PressUntil(ram => ram[0xDC], held: 2),
        Difficulties = [0, 1],
        Start = new() { Lives = 3 },
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            progress.ScoreBecomes(ram.Bcd(0xE8, 0xE6));
            if (progress.Reward < 0) progress.Reward += 10_000; // the score wraps
            progress.Lives = ram[0xC9];
            progress.Terminal = (ram[0x98] & 0x80) != 0 || progress.Lives == 0;
        },
    };
}
