namespace DqnGpu.Packages.Tests;

/// <summary>Where the sources lie that the packages are made of.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The packages that are libraries, with the folder of each one's project.</summary>
    public static IReadOnlyDictionary<string, string> Libraries { get; } = new Dictionary<string, string>
    {
        ["DqnGpu.Kernels"] = "Kernels",
        ["DqnGpu.Nn"] = "Nn",
        ["DqnGpu.Ale"] = "Ale",
        ["DqnGpu.Agent"] = "Learning",
    };

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DqnGpu.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
