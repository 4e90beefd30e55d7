namespace DqnGpu.Ale;

/// <summary>What a folder holds that could be cartridges.</summary>
/// <param name="Files">The files, in alphabetical order.</param>
/// <param name="PassedOver">What could not be looked at, a line each that says why.</param>
internal sealed record RomListing(IReadOnlyList<string> Files, IReadOnlyList<string> PassedOver)
{
    // The largest cartridge that the console takes has 32 KB.
    private const int LargestRom = 64 * 1024;

    // What .NET puts for bytes of a name that are not UTF-8; the file behind such a name cannot be opened by it.
    private const char Undecodable = '\uFFFD';

    private static readonly string[] Extensions = [".bin", ".a26", ".rom"];

    /// <summary>Lists a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="withSubfolders">Also those below it, but not through links, which could lead back.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static RomListing Of(string folder, bool withSubfolders)
    {
        var files = new List<string>();
        var passedOver = new List<string>();
        var subfolders = new Queue<DirectoryInfo>();
        Add(new DirectoryInfo(folder));
        while (subfolders.TryDequeue(out DirectoryInfo? subfolder))
        {
            try
            {
                Add(subfolder);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
            {
                passedOver.Add(WhyUnreadable(subfolder, exception));
            }
        }
        return new RomListing([.. files.Order(StringComparer.Ordinal)], passedOver);

        void Add(DirectoryInfo parent)
        {
            foreach (FileSystemInfo entry in parent.EnumerateFileSystemInfos())
            {
                if (entry is FileInfo file)
                    AddFile(file);
                else if (withSubfolders && entry is DirectoryInfo { LinkTarget: { } target })
                    passedOver.Add($"{entry.FullName} is a link to {target}: links to folders are not followed");
                else if (withSubfolders && entry is DirectoryInfo subfolder)
                    subfolders.Enqueue(subfolder);
            }
        }

        void AddFile(FileInfo file)
        {
            if (!Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
                return;
            try
            {
                if (file.Length is > 0 and <= LargestRom)
                    files.Add(file.FullName);
            }
            catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
            {
                passedOver.Add(WhyUnreadable(file, exception));
            }
        }
    }

    private static string WhyUnreadable(FileSystemInfo entry, Exception exception) =>
        entry.Name.Contains(Undecodable)
            ? $"{entry.FullName} has a name that is not UTF-8: rename it"
            : $"{entry.FullName} cannot be read ({exception.Message})";
}
