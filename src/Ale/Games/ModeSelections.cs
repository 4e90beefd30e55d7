namespace DqnGpu.Ale;

/// <summary>Ways to reach a game's mode that many games share.</summary>
internal static class ModeSelections
{
    // No game needs as many presses; a cartridge that is not the one the rules were written for may need infinitely many.
    private const int MaxPresses = 2000;

    /// <summary>Presses SELECT, <paramref name="held"/> frames each time, until the reading equals the mode; then the RESET switch.</summary>
    public static ModeSelection PressUntil(GameReading modeOf, int held) => PressUntil((ram, mode) => modeOf(ram) == mode, held);

    /// <summary>Presses SELECT, <paramref name="held"/> frames each time, until the condition holds; then the RESET switch.</summary>
    public static ModeSelection PressUntil(Func<GameMemory, int, bool> reached, int held) => (environment, mode) =>
    {
        PressSelectUntil(environment, mode, reached, held);
        environment.SoftReset();
    };

    /// <summary>The presses alone.</summary>
    /// <exception cref="InvalidOperationException">The mode did not come.</exception>
    public static void PressSelectUntil(AtariEnvironment environment, int mode, Func<GameMemory, int, bool> reached, int held)
    {
        for (int presses = 0; !reached(environment.Memory, mode); presses++)
        {
            if (presses == MaxPresses)
                throw new InvalidOperationException($"Cartridge '{environment.Cartridge.Name}' did not reach mode {mode} of {environment.Game.Name} " +
                    $"after {MaxPresses} presses of SELECT. Check that it is the cartridge with MD5 {environment.Game.Md5}, or use mode {environment.Game.DefaultMode}.");
            environment.PressSelect(held);
        }
    }
}
