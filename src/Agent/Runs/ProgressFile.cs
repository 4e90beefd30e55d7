using System.Globalization;

namespace DqnGpu.Agent;

/// <summary><c>progress.csv</c> of a run: a line every few seconds, with a heading.</summary>
public sealed class ProgressFile : IDisposable
{
    private const string Heading =
        "seconds,steps,total_steps,updates,games,mean_score,mean_reward,best_mean_score,epsilon,loss,mean_q,steps_per_second,frames_per_second,updates_per_second";

    private readonly StreamWriter writer;

    /// <summary>Opens the file, and goes on with it where a resumed run left it.</summary>
    public ProgressFile(string path)
    {
        var isNew = !File.Exists(path);
        writer = new(path, append: true) { AutoFlush = true };
        if (isNew)
            writer.WriteLine(Heading);
    }

    /// <summary>Adds a line.</summary>
    public void Add(in TrainingStatus status) => writer.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{status.Elapsed.TotalSeconds:0.0},{status.Step},{status.TotalSteps},{status.Updates},{status.Games},{status.MeanScore:0.###},{status.MeanReward:0.###},{status.BestMeanScore:0.###},{status.Epsilon:0.####},{status.Loss:0.######},{status.MeanQ:0.####},{status.StepsPerSecond:0},{status.FramesPerSecond:0},{status.UpdatesPerSecond:0.0}"));

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();
}
