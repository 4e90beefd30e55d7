using System.Text;

namespace DqnGpu.Ale;

/// <summary>
/// Finds the cartridge of a game: the file the user names; else, by MD5, in the folder of <see cref="RomSearchPaths.Variable"/>, in an installed
/// ale-py, among the imported ones; else the bundled cartridge.
/// </summary>
public sealed class RomLibrary
{
    private readonly RomSearchPaths _paths;
    private readonly Dictionary<string, GameDefinition> _gamesByMd5;

    /// <summary>A library over this machine's folders.</summary>
    public RomLibrary()
        : this(RomSearchPaths.OfThisMachine())
    {
    }

    /// <summary>A library over given folders.</summary>
    public RomLibrary(RomSearchPaths paths)
        : this(paths, Games.All)
    {
    }

    internal RomLibrary(RomSearchPaths paths, IEnumerable<GameDefinition> games)
    {
        _paths = paths;
        _gamesByMd5 = games.ToDictionary(game => game.Md5);
    }

    /// <summary>The cartridge of a game.</summary>
    /// <param name="gameName">Any spelling that <see cref="Games.Find"/> understands.</param>
    /// <param name="romFile">The file to take; null searches.</param>
    /// <exception cref="ArgumentException">There is no such game.</exception>
    /// <exception cref="RomNotFoundException">There is no cartridge, or <paramref name="romFile"/> is that of another game.</exception>
    /// <exception cref="InvalidDataException"><paramref name="romFile"/> is no cartridge that the console takes.</exception>
    public RomChoice Find(string gameName, string? romFile = null) => Find(Games.Find(gameName), romFile);

    /// <inheritdoc cref="Find(string, string)"/>
    /// <param name="game">The game.</param>
    /// <param name="romFile">The file to take; null searches.</param>
    public RomChoice Find(GameDefinition game, string? romFile = null) =>
        romFile is null ? Search(game) : Open(romFile, game);

    /// <summary>The cartridge in a file, with the rules of the game that its MD5 names, or without rules where it names none.</summary>
    /// <exception cref="RomNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It is no cartridge that the console takes.</exception>
    public RomChoice Identify(string romFile)
    {
        Cartridge cartridge = Load(romFile, "a cartridge");
        GameDefinition game = OfCartridge(cartridge);
        return new RomChoice(game, cartridge, RomOrigin.NamedFile, romFile, game.HasRules ? [] : [WhyNoRules(romFile, game)]);
    }

    /// <summary>
    /// Copies the cartridges of known games from a folder and those below it to the import folder, under the games' names; they are
    /// recognised by MD5, whatever their files are called.
    /// </summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidOperationException">The system has no place for a user's settings.</exception>
    public RomImport Import(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder} to import ROMs from.");
        string target = _paths.ImportFolder
            ?? throw new InvalidOperationException($"This system has no folder for settings. Set {RomSearchPaths.Variable} to {folder} instead.");
        Directory.CreateDirectory(target);

        var imported = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (string file in RomFolder.RomFiles(folder, SearchOption.AllDirectories))
        {
            string? md5 = RomFolder.Md5Of(file);
            if (md5 is null || !_gamesByMd5.TryGetValue(md5, out GameDefinition? game))
            {
                unknown.Add(file);
                continue;
            }
            string copy = Path.Combine(target, game.Name + ".bin");
            if (imported.TryAdd(game.Name, file) && Path.GetFullPath(file) != Path.GetFullPath(copy))
                File.Copy(file, copy, overwrite: true);
        }
        return new RomImport(target, imported, unknown);
    }

    private RomChoice Search(GameDefinition game)
    {
        var searched = new StringBuilder();
        var notes = new List<string>();
        foreach ((RomOrigin origin, string label, string? folder) in Places())
        {
            if (folder is null)
            {
                searched.AppendLine($"  {label}");
                continue;
            }
            string? file = RomFolder.Find(folder, game, out string finding);
            if (file is not null)
                return new RomChoice(game, Cartridge.Load(file), origin, file, notes);
            searched.AppendLine($"  {label} {folder}: {finding}");
            if (finding.Contains(" there has MD5 ", StringComparison.Ordinal))
                notes.Add($"{folder}: {finding} (expected {game.Md5}).");
        }

        if (BundledCartridges.Find(game.Name) is { } bundled)
            return new RomChoice(game, bundled, RomOrigin.Bundled, null, notes);
        throw new RomNotFoundException(
            $"There is no cartridge of {game.Name}. Looked for a file (*.bin, *.a26, *.rom, any name) with MD5 {game.Md5} in:{Environment.NewLine}{searched}" +
            $"  the bundled cartridges: {string.Join(", ", BundledCartridges.GameNames)}{Environment.NewLine}" +
            $"Name the file with --rom FILE, set {RomSearchPaths.Variable} to a folder that holds it, install ale-py, which brings the ROMs " +
            "(pip install ale-py), or import a folder of ROMs with: roms import DIR");
    }

    private IEnumerable<(RomOrigin Origin, string Label, string? Folder)> Places()
    {
        yield return _paths.UserFolder is null
            ? (RomOrigin.UserFolder, $"{RomSearchPaths.Variable}: not set", null)
            : (RomOrigin.UserFolder, RomSearchPaths.Variable, _paths.UserFolder);
        if (_paths.AlePyFolders.Count == 0)
            yield return (RomOrigin.AlePy, "ale-py: not found in the usual places of Python packages", null);
        foreach (string folder in _paths.AlePyFolders)
            yield return (RomOrigin.AlePy, "ale-py", folder);
        yield return _paths.ImportFolder is null
            ? (RomOrigin.Imported, "imported ROMs: this system has no folder for settings", null)
            : (RomOrigin.Imported, "imported ROMs", _paths.ImportFolder);
    }

    private RomChoice Open(string romFile, GameDefinition game)
    {
        Cartridge cartridge = Load(romFile, $"the cartridge of {game.Name} (MD5 {game.Md5})");
        if (cartridge.Md5 == game.Md5)
            return new RomChoice(game, cartridge, RomOrigin.NamedFile, romFile, []);
        if (OfCartridge(cartridge) is { HasRules: true } other && other.Name != game.Name)
            throw new RomNotFoundException(
                $"{romFile} is a cartridge of {other.Name} (MD5 {cartridge.Md5}), not of {game.Name} (MD5 {game.Md5}). " +
                $"Play {other.Name} with it, or name another file.");
        return new RomChoice(game, cartridge, RomOrigin.NamedFile, romFile,
            [$"This is not the {game.Name} that ALE knows (MD5 {game.Md5}); its rules are applied all the same."]);
    }

    private GameDefinition OfCartridge(Cartridge cartridge) =>
        _gamesByMd5.GetValueOrDefault(cartridge.Md5) ?? Games.OfCartridge(cartridge.Md5);

    private static string WhyNoRules(string romFile, GameDefinition game)
    {
        string why = game.Md5.Length > 0 ? $"ALE has no rules for {game.Name}" : "No known game has this MD5";
        string consequence = $"{why}: it is played with all 18 actions, gives no reward and never ends.";
        return game.Md5.Length == 0 && Games.TryFind(Path.GetFileNameWithoutExtension(romFile), out GameDefinition? namesake)
            ? $"{consequence} To apply the rules of {namesake.Name}, name that game as well."
            : consequence;
    }

    private static Cartridge Load(string romFile, string expected) =>
        File.Exists(romFile)
            ? Cartridge.Load(romFile)
            : throw new RomNotFoundException($"There is no file {Path.GetFullPath(romFile)}; expected {expected}.");
}

/// <summary>What <see cref="RomLibrary.Import"/> did.</summary>
/// <param name="Folder">Where the cartridges are now.</param>
/// <param name="Imported">By game name: the file it came from.</param>
/// <param name="Unknown">ROM files that are no known game's.</param>
public sealed record RomImport(string Folder, IReadOnlyDictionary<string, string> Imported, IReadOnlyList<string> Unknown);
