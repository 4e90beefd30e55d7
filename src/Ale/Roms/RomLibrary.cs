using System.Text;

namespace DqnGpu.Ale;

/// <summary>
/// Finds the cartridge of a game: the file the user names; else, by MD5, in the folder of <see cref="RomSearchPaths.Variable"/>, in an
/// installed ale-py, among the imported ones; else the bundled cartridge.
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

    /// <summary>The user has named a folder that is none, probably by mistake: says so; null if all is well.</summary>
    public string? UserFolderWarning =>
        _paths.UserFolder is { } folder && !Directory.Exists(folder)
            ? $"{RomSearchPaths.Variable} names {folder}, but there is no such folder."
            : null;

    /// <summary>
    /// Copies the cartridges of known games from a folder and those below it to the import folder, under the games' names; they are
    /// recognised by MD5, whatever their files are called. What cannot be read is passed over and told.
    /// </summary>
    /// <exception cref="IOException">
    /// There is no such folder, or it cannot be read, or the import folder cannot be made or written.
    /// </exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public RomImport Import(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"There is no folder {folder} to import ROMs from.");
        string target = MakeImportFolder(folder);

        var imported = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var unknown = new List<string>();
        RomListing listing = RomListing.Of(folder, withSubfolders: true);
        var passedOver = new List<string>(listing.PassedOver);
        foreach (string file in listing.Files)
        {
            string? md5 = RomFolder.Md5Of(file);
            if (md5 is null)
                passedOver.Add($"{file} cannot be read");
            else if (!_gamesByMd5.TryGetValue(md5, out GameDefinition? game))
                unknown.Add(file);
            else if (imported.TryAdd(game.Name, file))
                Copy(file, md5, Path.Combine(target, game.Name + ".bin"));
        }
        return new RomImport(target, imported, unknown, passedOver);
    }

    private string MakeImportFolder(string source)
    {
        string instead = $"Set {RomSearchPaths.Variable} to {source} instead.";
        string folder = _paths.ImportFolder ?? throw new IOException($"This system has no folder for settings. {instead}");
        try
        {
            return Directory.CreateDirectory(folder).FullName;
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new IOException($"The folder for imported ROMs, {folder}, could not be made ({exception.Message}). {instead}", exception);
        }
    }

    // The content alone, and by renaming: a copy takes no write protection along that would keep the next import from replacing it.
    private static void Copy(string file, string md5, string copy)
    {
        if (RomFolder.Md5Of(copy) == md5)
            return;
        string beside = copy + ".new";
        File.WriteAllBytes(beside, File.ReadAllBytes(file));
        File.Move(beside, copy, overwrite: true);
    }

    private RomChoice Search(GameDefinition game)
    {
        var searched = new StringBuilder();
        var notes = new List<string>();
        if (UserFolderWarning is { } warning)
            notes.Add(warning);
        foreach ((RomOrigin origin, string label, string? folder) in Places())
        {
            if (folder is null)
            {
                searched.AppendLine($"  {label}");
                continue;
            }
            RomSearch search = RomFolder.Find(folder, game);
            if (search.File is { } file)
                return new RomChoice(game, Cartridge.Load(file), origin, file, notes);
            searched.AppendLine($"  {label} {folder}: {search.Finding}");
            if (search.IsSurprising)
                notes.Add($"{folder}: {search.Finding}.");
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
/// <param name="PassedOver">What could not be looked at, a line each that says why.</param>
public sealed record RomImport(
    string Folder, IReadOnlyDictionary<string, string> Imported, IReadOnlyList<string> Unknown, IReadOnlyList<string> PassedOver);
