namespace DqnGpu.Agent;

/// <summary>The folder of one training run and the names of the files in it.</summary>
/// <remarks>Whoever writes there has claimed it, from <see cref="Create"/> or <see cref="Claim"/> until it is disposed of; to read needs no claim.</remarks>
public sealed class RunFolder : IDisposable
{
    /// <summary>Name of <see cref="Progress"/>.</summary>
    public const string ProgressName = "progress.csv";

    private readonly RunLock? claim;

    private RunFolder(string path, RunLock? claim = null) => (Root, this.claim) = (path, claim);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The folder as a user in the current one would write it.</summary>
    public string FromHere => Path.GetRelativePath(Environment.CurrentDirectory, Root);

    /// <summary>The options of the run.</summary>
    public string Options => Path.Combine(Root, "options.json");

    /// <summary>The learning curve as numbers.</summary>
    public string Progress => Path.Combine(Root, ProgressName);

    /// <summary>What evaluations during the training came to.</summary>
    public string Evaluations => Path.Combine(Root, "evaluations.csv");

    /// <summary>The weights as they were at some of the steps.</summary>
    public Snapshots Snapshots => new(Path.Combine(Root, "snapshots"));

    /// <summary>The learning curve as a picture.</summary>
    public string Curve => Path.Combine(Root, "curve.png");

    /// <summary>The state of the run as of the last checkpoint.</summary>
    public string LastCheckpoint => Path.Combine(Root, "last.checkpoint");

    /// <summary>The state of the run when it was best: <see cref="TrainingOptions.BestBy"/>.</summary>
    public string BestCheckpoint => Path.Combine(Root, "best.checkpoint");

    /// <summary>The weights when the run was best.</summary>
    public string BestWeights => Path.Combine(Root, "best.safetensors");

    /// <summary>The weights at the end.</summary>
    public string LastWeights => Path.Combine(Root, "last.safetensors");

    /// <summary>Videos of the best games; there may be none.</summary>
    public string Videos => Path.Combine(Root, "videos");

    /// <summary>The folder of a run that begins now and is given none: <c>GAME-TIME</c> in <paramref name="runs"/>.</summary>
    public static string NewPath(string game, string runs = "runs") => Path.Combine(runs, $"{game}-{DateTime.Now:yyyyMMdd-HHmmss}");

    /// <summary>Makes and claims the folder of a new run.</summary>
    /// <param name="path">
    /// The folder, which may hold a run that came to no checkpoint; null: <see cref="NewPath"/>, with a number where that is taken.
    /// </param>
    /// <param name="game">Name of the game.</param>
    /// <param name="runs">Where runs lie that are given no folder.</param>
    /// <exception cref="OptionException">It cannot be made or written to, holds a run already, or is in use.</exception>
    public static RunFolder Create(string? path, string game, string runs = "runs")
    {
        if (path is not null)
        {
            var folder = TryClaim(Path.GetFullPath(path)) ?? throw InUse(path);
            if (!File.Exists(folder.LastCheckpoint))
            {
                folder.RemoveUnfinishedFiles();
                return folder;
            }
            folder.Dispose();
            throw new OptionException($"{folder.Root} holds a run already. Go on with it: {StartedAs.Line("resume", path)}; or give --out another folder.");
        }
        var name = Path.GetFullPath(NewPath(game, runs));
        for (var i = 1; ; i++)
        {
            if (TryClaim(i == 1 ? name : $"{name}-{i}") is not { } folder)
                continue;
            if (!File.Exists(folder.Options))
                return folder;
            folder.Dispose();
        }
    }

    /// <summary>True for a folder that a run lies in.</summary>
    public static bool IsRun(string path) => new RunFolder(Path.GetFullPath(path)) is var folder && File.Exists(folder.Options);

    /// <summary>The folder of an earlier run, to look into.</summary>
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

    /// <summary>Claims the folder of an earlier run, to go on with it.</summary>
    /// <exception cref="OptionException">There is no run, it is in use, or it cannot be written to.</exception>
    public static RunFolder Claim(string path)
    {
        var folder = TryClaim(Open(path).Root) ?? throw InUse(path);
        folder.RemoveUnfinishedFiles();
        return folder;
    }

    /// <summary>Ends the claim.</summary>
    public void Dispose() => claim?.Dispose();

    /// <returns>Null when another process has it.</returns>
    private static RunFolder? TryClaim(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            return RunLock.TryTake(root) is { } claim ? new(root, claim) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OptionException($"The run folder {root} cannot be written to: {exception.Message} Give another one with --out.");
        }
    }

    private static OptionException InUse(string path) => new($"The run {path} is in use by {RunLock.Holder(Path.GetFullPath(path))}.");

    /// <summary>Removes what a process left that was killed while it wrote a file.</summary>
    private void RemoveUnfinishedFiles()
    {
        foreach (var file in Directory.GetFiles(Root, ".*.tmp", SearchOption.AllDirectories))
            File.Delete(file);
    }
}
