using System.Reflection;

namespace DqnGpu.Ale;

/// <summary>
/// The open cartridges that come with this project, so that a machine without any ROM can play. Their 6502 source lies beside this
/// file; each keeps the original's RAM addresses of score and lives and its controller, so the original's
/// <see cref="GameDefinition"/> serves it, although its MD5 is not the one that ALE knows.
/// </summary>
public static class BundledCartridges
{
    /// <summary>The games that have a bundled cartridge, by the names that ALE gives them.</summary>
    public static IReadOnlyList<string> GameNames { get; } = ["breakout", "pong"];

    /// <summary>The bundled cartridge of a game, or null if the game has none.</summary>
    /// <param name="gameName">A name of <see cref="GameNames"/>.</param>
    public static Cartridge? Find(string gameName)
    {
        using Stream? image = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Cartridges/{gameName}.bin");
        if (image is null)
            return null;
        byte[] bytes = new byte[image.Length];
        image.ReadExactly(bytes);
        return Cartridge.FromBytes(bytes, gameName);
    }

    /// <summary>The game of which the cartridge with this MD5 (hex, any case) is the bundled one, or null.</summary>
    public static GameDefinition? GameOf(string md5) =>
        GameNames.FirstOrDefault(name => Find(name)!.Md5.Equals(md5, StringComparison.OrdinalIgnoreCase)) is { } game
            ? Games.Find(game)
            : null;
}
