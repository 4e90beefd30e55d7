using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>roms import DIR</c>: takes over the cartridges of a folder, recognised by MD5.</summary>
public static class RomsCommand
{
    /// <summary>Makes <paramref name="command"/> the one for ROMs.</summary>
    public static void Build(Command command)
    {
        var folder = new Argument<string>("folder") { Description = "folder with ROM files, whatever their names; folders below it are searched as well" };
        var import = new Command("import", "copy the cartridges of known games from a folder to the place where this program finds them");
        import.Arguments.Add(folder);
        import.SetAction(parsed =>
        {
            var result = new RomLibrary().Import(parsed.GetRequiredValue(folder));
            foreach (var (game, file) in result.Imported)
                Console.WriteLine($"{game,-20} {file}");
            foreach (var line in result.PassedOver)
                Console.WriteLine($"passed over: {line}");
            Console.WriteLine($"Cartridges imported to {result.Folder}: {result.Imported.Count}. Files of no known game: {result.Unknown.Count}.");
            return ExitCode.Success;
        });
        command.Subcommands.Add(import);
    }
}
