using System.Reflection;

namespace DqnGpu.Agent;

/// <summary>How the program was started, so that what it tells the user to type is a command that runs.</summary>
public static class StartedAs
{
    private const string Command = "dqngpu";
    private const string Project = "Agent.csproj";

    /// <summary>The line to type in the current folder: <c>dotnet run --project src/Agent -- resume runs/pong-...</c> where the program lies among its sources.</summary>
    public static string Line(params IEnumerable<string> arguments) => string.Join(' ', Program().Concat(arguments.Select(Quote)));

    private static string[] Program()
    {
        // Another program that trains with this library: the tool goes on with its runs.
        if (Assembly.GetEntryAssembly() is not { } program || program.GetName().Name != Command)
            return [Command];
        if (SourceFolder() is { } source)
            return ["dotnet", "run", "--project", Quote(Near(source)), "--"];
        var executable = Environment.ProcessPath ?? "";
        return Path.GetFileNameWithoutExtension(executable) == "dotnet"
            ? ["dotnet", Quote(Near(program.Location))]
            : [Quote(IsOnPath(executable) ? Path.GetFileName(executable) : Near(executable))];
    }

    /// <summary>The folder of the program's project, above the one it runs from; null where only the built program is.</summary>
    private static string? SourceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Project)))
                return folder.FullName;
        }
        return null;
    }

    private static bool IsOnPath(string executable) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Contains(Path.GetDirectoryName(executable));

    /// <summary>The shorter of a path and its way from the current folder. A shell looks for a bare name elsewhere, so it begins with a dot.</summary>
    private static string Near(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        if (!relative.Contains(Path.DirectorySeparatorChar))
            relative = Path.Combine(".", relative);
        return relative.Length < path.Length ? relative : path;
    }

    private static string Quote(string word) => word.All(letter => char.IsLetterOrDigit(letter) || "-_./\\:=,+".Contains(letter)) ? word : $"\"{word}\"";
}
