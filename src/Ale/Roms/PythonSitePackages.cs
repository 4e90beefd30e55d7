namespace DqnGpu.Ale;

/// <summary>
/// Where Python installations keep their packages: the places that pip, venv, conda, pyenv, Homebrew and the installers use.
/// </summary>
internal static class PythonSitePackages
{
    /// <summary>The package folders that exist, the active environment's first.</summary>
    public static IEnumerable<string> OfThisMachine()
    {
        string home = FolderOf(Environment.SpecialFolder.UserProfile);
        string local = FolderOf(Environment.SpecialFolder.LocalApplicationData);
        string roaming = FolderOf(Environment.SpecialFolder.ApplicationData);
        IEnumerable<string?> prefixes =
        [
            Environment.GetEnvironmentVariable("VIRTUAL_ENV"),
            Environment.GetEnvironmentVariable("CONDA_PREFIX"),
            Path.GetFullPath(".venv"),
            Path.GetFullPath("venv"),
            Path.Combine(home, ".local"),
            "/usr/local",
            "/usr",
            .. Folders(Path.Combine(home, ".pyenv", "versions"), "*"),
            .. Folders(Path.Combine(home, ".local", "share", "uv", "python"), "*"),
            .. ((string[])["miniconda3", "anaconda3", "miniforge3", "mambaforge"]).SelectMany(conda => Conda(Path.Combine(home, conda))),
            .. Conda("/opt/conda"),
            "/opt/homebrew",
            .. Folders("/Library/Frameworks/Python.framework/Versions", "3*"),
            .. Folders(Path.Combine(home, "Library", "Python"), "3*"),
            .. Folders(Path.Combine(local, "Programs", "Python"), "Python3*"),
            .. Folders(Path.Combine(roaming, "Python"), "Python3*"),
        ];
        return prefixes.Where(prefix => !string.IsNullOrEmpty(prefix)).SelectMany(prefix => Under(prefix!)).Distinct();
    }

    /// <summary>
    /// The package folders of the Python installation at <paramref name="prefix"/>: on Unix one per Python version, on Windows one.
    /// </summary>
    public static IEnumerable<string> Under(string prefix) =>
    [
        .. Folders(Path.Combine(prefix, "lib"), "python*")
            .SelectMany(python => (string[])[Path.Combine(python, "site-packages"), Path.Combine(python, "dist-packages")])
            .Append(Path.Combine(prefix, "Lib", "site-packages"))
            .Append(Path.Combine(prefix, "site-packages"))
            .Where(Directory.Exists),
    ];

    // Not verified: the empty answer for a missing folder would turn the paths below into ones of the working folder.
    private static string FolderOf(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);

    private static IEnumerable<string> Conda(string root) => Folders(Path.Combine(root, "envs"), "*").Prepend(root);

    // Newest version first, as far as names tell. A folder that cannot be read counts as empty.
    private static IEnumerable<string> Folders(string parent, string pattern)
    {
        try
        {
            return Directory.Exists(parent) ? Directory.GetDirectories(parent, pattern).OrderDescending() : [];
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            return [];
        }
    }
}
