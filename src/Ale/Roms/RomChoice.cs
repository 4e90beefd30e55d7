namespace DqnGpu.Ale;

/// <summary>Through which way a cartridge was found.</summary>
public enum RomOrigin
{
    /// <summary>The user named the file.</summary>
    NamedFile,

    /// <summary>The folder in <see cref="RomSearchPaths.Variable"/>.</summary>
    UserFolder,

    /// <summary>An installed ale-py.</summary>
    AlePy,

    /// <summary>Imported earlier.</summary>
    Imported,

    /// <summary>The open cartridge that comes with this project.</summary>
    Bundled,
}

/// <summary>The cartridge that will be played, with all that the user should be told about it.</summary>
/// <param name="Game">The rules.</param>
/// <param name="Cartridge">The cartridge.</param>
/// <param name="Origin">How it was found.</param>
/// <param name="File">Its file; null for a bundled cartridge.</param>
/// <param name="Notes">What the user may not expect, one sentence each: files passed over, an unknown MD5.</param>
public sealed record RomChoice(GameDefinition Game, Cartridge Cartridge, RomOrigin Origin, string? File, IReadOnlyList<string> Notes)
{
    /// <summary>The choice in one line, with file and MD5, then the notes, one a line.</summary>
    public override string ToString()
    {
        string where = Origin switch
        {
            RomOrigin.NamedFile => $"{File}",
            RomOrigin.UserFolder => $"{File} (from {RomSearchPaths.Variable})",
            RomOrigin.AlePy => $"{File} (from ale-py)",
            RomOrigin.Imported => $"{File} (imported)",
            _ => "the open cartridge bundled with this program",
        };
        return string.Join(Environment.NewLine, Notes.Select(note => $"  {note}").Prepend($"Cartridge of {Game.Name}: {where}, MD5 {Cartridge.Md5}"));
    }
}

/// <summary>No cartridge for a game, or the wrong one; the message says what was looked for, where, and what to do.</summary>
public sealed class RomNotFoundException(string message) : Exception(message);
