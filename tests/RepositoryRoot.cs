namespace DqnGpu.Tests;

/// <summary>The folder of DqnGpu.sln, above the one that the tests were built in: for tests that read sources and pages. Linked where it is needed.</summary>
internal static class RepositoryRoot
{
    /// <exception cref="InvalidOperationException">There is none: the tests were copied elsewhere.</exception>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DqnGpu.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests do not run inside the repository.");
        return folder.FullName;
    }
}
