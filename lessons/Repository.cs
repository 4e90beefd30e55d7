namespace DqnGpu.Lessons;

/// <summary>The folder that these lessons belong to: their sources are read, and pages of the book written.</summary>
internal static class Repository
{
    /// <summary>The folder of DqnGpu.sln, above the one that the program was built in.</summary>
    /// <exception cref="InvalidOperationException">There is none: the program was copied elsewhere.</exception>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DqnGpu.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The lessons read their own sources; run them inside the repository.");
    }
}
