namespace DqnGpu.Agent;

/// <summary><c>evaluations.csv</c> of a run: a line for each evaluation. It says which is due, so that a resumed run goes on like one that was not interrupted.</summary>
public sealed class EvaluationsFile : IDisposable
{
    /// <summary>The names of the columns; those of <c>progress.csv</c> mean the same.</summary>
    public const string Heading = "seconds,steps,total_steps,games,mean,deviation,median,min,max";

    private readonly RunTable table;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Agent steps of training so far: what was evaluated later goes.</param>
    public EvaluationsFile(string path, long step)
    {
        table = new(path, Heading, "steps", step);
        var kept = NumberTable.Read(path);
        var (steps, mean) = (kept.Column("steps"), kept.Column("mean"));
        if (kept.Rows.Length == 0)
            return;
        LastStep = (long)kept.Rows[^1][steps];
        LastMean = kept.Rows[^1][mean];
        BestMean = kept.Rows.Max(row => row[mean]);
    }

    /// <summary>The step of the last evaluation; 0 before the first.</summary>
    public long LastStep { get; private set; }

    /// <summary>The mean score of the last evaluation; null before the first.</summary>
    public double? LastMean { get; private set; }

    /// <summary>The highest mean score of an evaluation; null before the first.</summary>
    public double? BestMean { get; private set; }

    /// <summary>Whether a run whose file this is has an evaluation to make at a step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="step">Agent steps of training so far.</param>
    /// <param name="every">Agent steps between two evaluations; 0: none is made.</param>
    public static bool IsDue(string path, long step, long every)
    {
        var made = File.Exists(path) ? NumberTable.Read(path) : new([], []);
        var last = made.Column("steps") is >= 0 and var column ? made.Rows.Select(row => (long)row[column]).LastOrDefault(at => at <= step) : 0;
        return IsDue(step, last, every);
    }

    /// <summary>Whether an evaluation is due at a step.</summary>
    /// <param name="step">Agent steps of training so far.</param>
    /// <param name="every">Agent steps between two evaluations; 0: none is made.</param>
    public bool IsDue(long step, long every) => IsDue(step, LastStep, every);

    /// <summary>Takes note of an evaluation.</summary>
    /// <returns>True when it raised <see cref="BestMean"/>.</returns>
    public bool Count(long step, EvaluationResult result)
    {
        var best = !(result.Mean <= BestMean);
        (LastStep, LastMean) = (step, result.Mean);
        if (best)
            BestMean = result.Mean;
        return best;
    }

    /// <summary>Adds its line.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in TrainingStatus status, EvaluationResult result) => table.Add(
        $"{status.Elapsed.TotalSeconds:0.0},{status.Step},{status.TotalSteps},{result.Scores.Count},{result.Mean},{result.Deviation:0.###},{result.Median:0.###},{result.Min:0.###},{result.Max:0.###}");

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();

    private static bool IsDue(long step, long last, long every) => every > 0 && step / every > last / every;
}
