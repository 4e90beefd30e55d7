using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>Which cartridge a command that takes a game, a file or both is to play.</summary>
public static class CartridgeChoice
{
    /// <summary>A game's cartridge, the file under a game's rules, or the file under those that its MD5 names.</summary>
    /// <param name="game">As the user names it; null: the file alone decides.</param>
    /// <param name="romFile">A cartridge file; null: the game's is looked for.</param>
    /// <exception cref="OptionException">Neither is given, or there is no such game.</exception>
    /// <exception cref="RomNotFoundException">There is no such cartridge.</exception>
    public static RomChoice Of(string? game, string? romFile)
    {
        var library = new RomLibrary();
        return (game, romFile) switch
        {
            ({ } id, var file) => library.Find(GameId.Parse(id, TrainingPresets.Fast).Game, file),
            (null, { } file) => library.Identify(file),
            _ => throw new OptionException("Name a game, or a cartridge file with --rom."),
        };
    }
}
