namespace DqnGpu.Agent;

/// <summary>The folder of one training run and the names of the files in it.</summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Root = path;

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The options of the run.</summary>
    public string Options => Path.Combine(Root, "options.json");

    /// <summary>The learning curve as numbers.</summary>
    public string Progress => Path.Combine(Root, "progress.csv");

    /// <summary>The learning curve as a picture.</summary>
    public string Curve => Path.Combine(Root, "curve.png");

    /// <summary>The state of the run as of the last checkpoint.</summary>
    public string LastCheckpoint => Path.Combine(Root, "last.checkpoint");

    /// <summary>The state of the run when its mean score was highest.</summary>
    public string BestCheckpoint => Path.Combine(Root, "best.checkpoint");

    /// <summary>The weights when the mean score was highest.</summary>
    public string BestWeights => Path.Combine(Root, "best.safetensors");

    /// <summary>The weights at the end.</summary>
    public string LastWeights => Path.Combine(Root, "last.safetensors");

    /// <summary>Makes the folder of a new run.</summary>
    /// <param name="path">The folder; null: <c>runs/GAME-TIME</c> under the current one.</param>
    /// <param name="game">Name of the game.</param>
    /// <exception cref="OptionException">It cannot be made or written to, or holds a run already.</exception>
    public static RunFolder Create(string? path, string game)
    {
        var folder = new RunFolder(Path.GetFullPath(path ?? Unused(Path.Combine("runs", $"{game}-{DateTime.Now:yyyyMMdd-HHmmss}"))));
        try
        {
            Directory.CreateDirectory(folder.Root);
            if (File.Exists(folder.Options))
                throw new OptionException($"{folder.Root} holds a run already. Continue it with `resume {path}`, or give --out another folder.");
            var probe = Path.Combine(folder.Root, ".writable");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"The run folder {folder.Root} cannot be written to: {exception.Message} Give another one with --out.");
        }
        return folder;
    }

    /// <summary>The folder of an earlier run.</summary>
    /// <exception cref="OptionException">There is no run.</exception>
    public static RunFolder Open(string path)
    {
        var folder = new RunFolder(Path.GetFullPath(path));
        if (!Directory.Exists(folder.Root))
            throw new OptionException($"There is no run folder {folder.Root}.");
        if (!File.Exists(folder.Options))
            throw new OptionException($"{folder.Root} is no run folder: it has no options.json.");
        return folder;
    }

    /// <summary>Removes what a process left that was killed while it wrote a file.</summary>
    public void RemoveUnfinishedFiles()
    {
        foreach (var file in Directory.GetFiles(Root, ".*.tmp"))
            File.Delete(file);
    }

    private static string Unused(string path)
    {
        var candidate = path;
        for (var i = 2; Directory.Exists(candidate); i++)
            candidate = $"{path}-{i}";
        return candidate;
    }
}
