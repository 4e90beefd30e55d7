using static DqnGpu.Ale.ModeSelections;

namespace DqnGpu.Ale;

public static partial class Games
{
    private static GameDefinition Casino() => new("casino", "b816296311019ab69a21cb9e9e235d12")
    {
        Console = new() { LeftController = Controller.Paddles },
        MinimalActions = ActionSets.Of(0, 1, 2, 5),
        StartingActions = [.. ActionSets.Repeat(AtariAction.Noop, 60), AtariAction.Fire, AtariAction.Fire],
        Modes = [0, 2, 3],
        SelectMode = PressUntil(ram => ram[0xD4], held: 2),
        Difficulties = [0, 1, 2, 3],
        Step = (ref GameProgress progress, GameMemory ram) =>
        {
            int chips = ram.Bcd(0x95, 0x8C);
            const int PokerSolitaire = 3;
            if (ram[0xD4] == PokerSolitaire)
            {
                progress.Reward = chips - progress.Score;
                progress.Terminal = chips > 0 && ram[0x9E] == 0xAA;
            }
            else
            {
                // When a game ends the player is dealt new chips while the paddle is locked: that is no reward.
                bool locked = (ram[0xD3] & 0x80) != 0;
                if (!locked) progress.Reward = chips - progress.Score;
                int bet = ram.Bcd(0x9E);
                progress.Terminal = chips == 0 || (bet > 0 && locked);
            }
            progress.Score = chips;
        },
    };
}
