using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>games</c>: every game by name, its actions, and where its cartridge is.</summary>
public static class GamesCommand
{
    /// <summary>Makes <paramref name="command"/> the one that lists the games.</summary>
    public static void Build(Command command) => command.SetAction(_ =>
    {
        var library = new RomLibrary();
        foreach (var game in Games.All)
            Console.WriteLine($"{game.Name,-20} {game.MinimalActions.Count,2} actions  {Cartridge(library, game)}");
        if (library.UserFolderWarning is { } warning)
            Console.WriteLine(warning);
        Console.WriteLine($"{Games.All.Count} games. A name may also be written SpaceInvaders, ALE/SpaceInvaders-v5 or SpaceInvadersNoFrameskip-v4.");
        return ExitCode.Success;
    });

    private static string Cartridge(RomLibrary library, GameDefinition game)
    {
        try
        {
            var rom = library.Find(game);
            return rom.File ?? "bundled cartridge";
        }
        catch (RomNotFoundException)
        {
            return $"no cartridge; MD5 {game.Md5}";
        }
    }
}
