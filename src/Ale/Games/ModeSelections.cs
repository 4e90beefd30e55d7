namespace DqnGpu.Ale;

/// <summary>Ways to reach a game's mode that many games share.</summary>
internal static class ModeSelections
{
    // More than any game needs; a cartridge that is not the one the rules were written for may never reach the mode.
    private const int MaxTries = 2000;

    /// <summary>
    /// Presses SELECT, <paramref name="held"/> frames each time, until the reading equals the mode; then the RESET switch.
    /// </summary>
    public static ModeSelection PressUntil(GameReading modeOf, int held) => PressUntil((ram, mode) => modeOf(ram) == mode, held);

    /// <summary>Presses SELECT, <paramref name="held"/> frames each time, until the condition holds; then the RESET switch.</summary>
    public static ModeSelection PressUntil(Func<GameMemory, int, bool> reached, int held) => (environment, mode) =>
    {
        PressSelectUntil(environment, mode, reached, held);
        environment.SoftReset();
    };

    /// <summary>The presses alone.</summary>
    /// <exception cref="InvalidDataException">The mode did not come.</exception>
    public static void PressSelectUntil(AtariEnvironment environment, int mode, Func<GameMemory, int, bool> reached, int held)
    {
        for (int tries = 0; !reached(environment.Memory, mode); tries++)
        {
            ThrowAtLast(tries, environment);
            environment.PressSelect(held);
        }
    }

    /// <summary>Repeats a press of another kind.</summary>
    /// <exception cref="InvalidDataException">The mode did not come.</exception>
    public static void PressSelectUntil(AtariEnvironment environment, int mode, Func<GameMemory, int, bool> reached, Action press)
    {
        for (int tries = 0; !reached(environment.Memory, mode); tries++)
        {
            ThrowAtLast(tries, environment);
            press();
        }
    }

    /// <summary>
    /// Repeats an action (with a NOOP after each where the game must see the stick let go) until the condition holds.
    /// </summary>
    /// <exception cref="InvalidDataException">The condition did not come.</exception>
    public static void ActUntil(
        AtariEnvironment environment, AtariAction action, Func<GameMemory, bool> reached, bool noopBetween = true)
    {
        for (int tries = 0; !reached(environment.Memory); tries++)
        {
            ThrowAtLast(tries, environment);
            environment.Act(action);
            if (noopBetween) environment.Act(AtariAction.Noop);
        }
    }

    private static void ThrowAtLast(int tries, AtariEnvironment environment)
    {
        if (tries == MaxTries)
            throw new InvalidDataException(
                $"Cartridge '{environment.Cartridge.Name}' did not reach mode {environment.Mode} of {environment.Game.Name}. "
                + $"The rules are made for the cartridge with MD5 {environment.Game.Md5}; this one has {environment.Cartridge.Md5}.");
    }
}
