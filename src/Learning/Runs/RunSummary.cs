namespace DqnGpu.Agent;

/// <summary>How a run stands.</summary>
public enum RunState
{
    /// <summary>A process is at it.</summary>
    Running,

    /// <summary>All its steps are made, or its target score is reached.</summary>
    Done,

    /// <summary>It could go on.</summary>
    Stopped,
}

/// <summary>A run at a glance, from the files in its folder.</summary>
/// <param name="Name">Name of the folder.</param>
/// <param name="Folder">The folder.</param>
/// <param name="Game">Name of the game; null before the first checkpoint, which says it.</param>
/// <param name="Options">Its options.</param>
/// <param name="Steps">Agent steps of training made.</param>
/// <param name="Games">Games finished.</param>
/// <param name="MeanScore">Mean score of the last games; null before the first.</param>
/// <param name="BestMeanScore">Highest mean score; null before there is one.</param>
/// <param name="Trained">Time spent in training.</param>
/// <param name="Begun">When it began.</param>
/// <param name="State">How it stands.</param>
public sealed record RunSummary(
    string Name, string Folder, string? Game, TrainingOptions Options, long Steps, long Games, double? MeanScore, double? BestMeanScore, TimeSpan Trained,
    DateTimeOffset Begun, RunState State)
{
    /// <summary>Looks into a run's folder, which somebody may be writing to.</summary>
    /// <exception cref="OptionException">It holds no run, or options that cannot be.</exception>
    /// <exception cref="InvalidDataException">Its checkpoint is damaged or of another version.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static RunSummary Of(string path)
    {
        var folder = RunFolder.Open(path);
        var header = File.Exists(folder.LastCheckpoint) ? Checkpoint.PeekHeader(folder.LastCheckpoint) : null;
        // A resumed run may have got other ones, which its checkpoint knows.
        var options = header?.Options ?? OptionsFile.Load(folder.Options);
        var progress = File.Exists(folder.Progress) ? NumberTable.Read(folder.Progress) : new([], []);
        var (steps, games, mean) = (Count("steps"), Count("games"), Known("mean_score"));
        var state = RunLock.IsHeld(folder.Root) ? RunState.Running
            : steps >= options.Steps || (games >= options.ScoreWindow && mean >= options.TargetScore) ? RunState.Done
            : RunState.Stopped;
        return new(
            Path.GetFileName(folder.Root), folder.Root, header?.Game, options, steps, games, mean, Known("best_mean_score"),
            TimeSpan.FromSeconds(Known("seconds") ?? 0), File.GetLastWriteTimeUtc(folder.Options), state);

        double? Known(string column) => progress.Last(column) is var value && double.IsNaN(value) ? null : value;

        long Count(string column) => (long)(Known(column) ?? 0);
    }

    /// <summary>The runs that lie in a folder, the newest first; or the one run that it is.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="passOver">Is told of each run that cannot be read, in a line.</param>
    public static IReadOnlyList<RunSummary> In(string folder, Action<string>? passOver = null)
    {
        var found = new List<RunSummary>();
        foreach (var run in RunFolder.IsRun(folder) ? [folder] : Directory.Exists(folder) ? Directory.GetDirectories(folder).Where(RunFolder.IsRun) : [])
        {
            try
            {
                found.Add(Of(run));
            }
            catch (Exception exception) when (exception is OptionException or InvalidDataException or IOException or UnauthorizedAccessException)
            {
                passOver?.Invoke(OneLine.Of(exception));
            }
        }
        return [.. found.OrderByDescending(run => run.Begun).ThenByDescending(run => run.Name, StringComparer.Ordinal)];
    }
}
