using System.Security.Cryptography;

namespace DqnGpu.Ale;

/// <summary>A folder of ROM files, searched by MD5: what a file is called does not matter.</summary>
internal static class RomFolder
{
    /// <summary>Looks for the file with a game's MD5, in the folder itself.</summary>
    public static RomSearch Find(string folder, GameDefinition game)
    {
        if (!Directory.Exists(folder))
            return new RomSearch(null, "no such folder", IsSurprising: false);

        RomListing listing;
        try
        {
            listing = RomListing.Of(folder, withSubfolders: false);
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return new RomSearch(null, $"cannot be read ({exception.Message})", IsSurprising: true);
        }

        // A file with the game's name first: usually it is the one, and it is worth a word when it is not.
        string? namesake = null;
        foreach (string file in listing.Files.OrderByDescending(file => IsNamedFor(file, game)))
        {
            string? md5 = Md5Of(file);
            if (md5 == game.Md5)
                return new RomSearch(file, file, IsSurprising: false);
            if (IsNamedFor(file, game))
                namesake = $"; {Path.GetFileName(file)} there has MD5 {md5 ?? "unreadable"} (expected {game.Md5})";
        }
        string passedOver = string.Concat(listing.PassedOver.Select(line => $"; {line}"));
        return new RomSearch(
            null,
            $"{listing.Files.Count} ROM {(listing.Files.Count == 1 ? "file" : "files")}, none of them it{namesake}{passedOver}",
            IsSurprising: namesake is not null || passedOver.Length > 0);
    }

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

/// <summary>What <see cref="RomFolder.Find"/> saw.</summary>
/// <param name="File">The file, or null.</param>
/// <param name="Finding">In words, for example "12 ROM files, none of them it".</param>
/// <param name="IsSurprising">Worth a word even if the cartridge is found elsewhere.</param>
internal readonly record struct RomSearch(string? File, string Finding, bool IsSurprising);
