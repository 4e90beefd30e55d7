namespace DqnGpu.Benchmarks;

/// <summary>Where this project's sources are, which BenchmarkDotNet and PyTorch's side need.</summary>
internal static class ProjectFolder
{
    private const string ProjectFile = "Benchmarks.csproj";

    /// <summary>The folder above the program that holds the project's file; null where the program was taken elsewhere.</summary>
    public static string? Path { get; } = Find();

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, ProjectFile)))
                return folder.FullName;
        }
        return null;
    }
}
