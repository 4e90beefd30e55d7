namespace DqnGpu.Ale;

/// <summary>The folders in which <see cref="RomLibrary"/> looks for cartridges, in its order.</summary>
public sealed record RomSearchPaths
{
    /// <summary>Names the user's folder of ROM files.</summary>
    public const string Variable = "DQNGPU_ROMS";

    /// <summary>The folder that the environment variable names; null if it is not set.</summary>
    public string? UserFolder { get; init; }

    /// <summary>ROM folders of ale-py, one per installation found.</summary>
    public IReadOnlyList<string> AlePyFolders { get; init; } = [];

    /// <summary>Where imported cartridges are kept; null where the system knows no such place.</summary>
    public string? ImportFolder { get; init; }

    /// <summary>This user's folders on this machine. Python is looked for, never run.</summary>
    public static RomSearchPaths OfThisMachine()
    {
        // Also where it is not there yet, as with a new account: an import makes it.
        string configuration = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        string? variable = Environment.GetEnvironmentVariable(Variable);
        return new RomSearchPaths
        {
            UserFolder = string.IsNullOrWhiteSpace(variable) ? null : variable,
            AlePyFolders = [.. PythonSitePackages.OfThisMachine().Select(site => Path.Combine(site, "ale_py", "roms")).Where(Directory.Exists)],
            ImportFolder = configuration.Length == 0 ? null : Path.Combine(configuration, "dqngpu", "roms"),
        };
    }
}
