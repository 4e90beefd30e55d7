namespace DqnGpu.Agent;

/// <summary><c>progress.csv</c> of a run: a line every few seconds.</summary>
/// <param name="path">The file.</param>
/// <param name="totalSteps">Agent steps of the run so far.</param>
public sealed class ProgressFile(string path, long totalSteps) : IDisposable
{
    /// <summary>The names of the columns.</summary>
    public const string Heading =
        "seconds,steps,total_steps,updates,games,mean_score,mean_reward,best_mean_score,epsilon,loss,mean_q,steps_per_second,frames_per_second,updates_per_second";

    private readonly RunTable table = new(path, Heading, "total_steps", totalSteps);

    /// <summary>Adds a line.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in TrainingStatus status) => table.Add(
        $"{status.Elapsed.TotalSeconds:0.0},{status.Step},{status.TotalSteps},{status.Updates},{status.Games},{status.MeanScore:0.###},{status.MeanReward:0.###},{status.BestMeanScore:0.###},{status.Epsilon:0.####},{status.Loss:0.######},{status.MeanQ:0.####},{status.StepsPerSecond:0},{status.FramesPerSecond:0},{status.UpdatesPerSecond:0.0}");

    /// <inheritdoc/>
    public void Dispose() => table.Dispose();
}
