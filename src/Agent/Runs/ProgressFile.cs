using System.Globalization;
using System.Text;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>progress.csv</c> of a run: a line every few seconds, with a heading.</summary>
public sealed class ProgressFile : IDisposable
{
    /// <summary>The names of the columns.</summary>
    public const string Heading =
        "seconds,steps,total_steps,updates,games,mean_score,mean_reward,best_mean_score,epsilon,loss,mean_q,steps_per_second,frames_per_second,updates_per_second";

    private static readonly int Columns = Heading.Split(',').Length;

    private readonly FileStream file;

    /// <summary>Opens the file. A resumed run goes on with it from its checkpoint: lines of later steps are played again, and go.</summary>
    /// <param name="path">The file.</param>
    /// <param name="totalSteps">Agent steps of the run so far.</param>
    public ProgressFile(string path, long totalSteps)
    {
        var earlier = File.Exists(path) ? File.ReadLines(path).Skip(1).TakeWhile(line => StepsOf(line) <= totalSteps).ToArray() : [];
        AtomicFile.Write(path, stream =>
        {
            foreach (var line in earlier.Prepend(Heading))
                stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        });
        file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Adds a line: in one piece and past every buffer, so that a disk that is full costs a line and not the next ones.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(in TrainingStatus status) => file.Write(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"{status.Elapsed.TotalSeconds:0.0},{status.Step},{status.TotalSteps},{status.Updates},{status.Games},{status.MeanScore:0.###},{status.MeanReward:0.###},{status.BestMeanScore:0.###},{status.Epsilon:0.####},{status.Loss:0.######},{status.MeanQ:0.####},{status.StepsPerSecond:0},{status.FramesPerSecond:0},{status.UpdatesPerSecond:0.0}\n")));

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    /// <summary>The third column; a line that a killed process left unfinished counts as later than any.</summary>
    private static long StepsOf(string line)
    {
        var cells = line.Split(',');
        return cells.Length == Columns && long.TryParse(cells[2], CultureInfo.InvariantCulture, out var steps) ? steps : long.MaxValue;
    }
}
