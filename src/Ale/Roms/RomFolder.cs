using System.Security.Cryptography;

namespace DqnGpu.Ale;

/// <summary>A folder of ROM files, searched by MD5: what a file is called does not matter.</summary>
internal static class RomFolder
{
    // The largest cartridge that the console takes has 32 KB.
    private const int LargestRom = 64 * 1024;

    private static readonly string[] Extensions = [".bin", ".a26", ".rom"];

    /// <summary>Looks for the file with a game's MD5.</summary>
    /// <param name="folder">The folder; it need not exist.</param>
    /// <param name="game">The game.</param>
    /// <param name="finding">What the search saw, for a message, for example "12 ROM files, none of them it".</param>
    /// <returns>The file, or null.</returns>
    public static string? Find(string folder, GameDefinition game, out string finding)
    {
        if (!Directory.Exists(folder))
        {
            finding = "no such folder";
            return null;
        }

        IReadOnlyList<string> files;
        try
        {
            files = RomFiles(folder, SearchOption.TopDirectoryOnly);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            finding = $"cannot be read ({exception.Message})";
            return null;
        }

        // A file with the game's name first: usually it is the one, and it is worth a word when it is not.
        string? namesake = null;
        foreach (string file in files.OrderByDescending(file => IsNamedFor(file, game)))
        {
            string? md5 = Md5Of(file);
            if (md5 == game.Md5)
            {
                finding = file;
                return file;
            }
            if (IsNamedFor(file, game))
                namesake = $"; {Path.GetFileName(file)} there has MD5 {md5 ?? "unreadable"}";
        }
        finding = $"{files.Count} ROM {(files.Count == 1 ? "file" : "files")}, none of them it{namesake}";
        return null;
    }

    /// <summary>Files that could be cartridges, in alphabetical order.</summary>
    public static IReadOnlyList<string> RomFiles(string folder, SearchOption depth) =>
    [
        .. Directory.EnumerateFiles(folder, "*", depth)
            .Where(file => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Where(file => new FileInfo(file).Length is > 0 and <= LargestRom)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>MD5 of a file, 32 lower-case hexadecimal digits; null if it cannot be read.</summary>
    public static string? Md5Of(string file)
    {
        try
        {
            return Convert.ToHexStringLower(MD5.HashData(File.ReadAllBytes(file)));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }

    private static bool IsNamedFor(string file, GameDefinition game) =>
        Path.GetFileNameWithoutExtension(file).Equals(game.Name, StringComparison.OrdinalIgnoreCase);
}
