namespace DqnGpu.Packages.Tests;

/// <summary>Where the sources lie that the packages are made of.</summary>
internal static class Repository
{
    public static string Root => RepositoryRoot.Folder;

    /// <summary>The packages that are libraries, with the folder of each one's project.</summary>
    public static IReadOnlyDictionary<string, string> Libraries { get; } = new Dictionary<string, string>
    {
        ["DqnGpu.Kernels"] = "Kernels",
        ["DqnGpu.Nn"] = "Nn",
        ["DqnGpu.Ale"] = "Ale",
        ["DqnGpu.Agent"] = "Learning",
    };
}
