using System.Globalization;
using System.Text;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A CSV file of a run that lines are added to as it goes. A resumed run goes on with it from its checkpoint: lines of later steps go.</summary>
public sealed class RunTable : IDisposable
{
    private readonly FileStream file;

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heading">The names of the columns.</param>
    /// <param name="stepColumn">The column that says at which step a line was written.</param>
    /// <param name="step">Where the run stands.</param>
    public RunTable(string path, string heading, string stepColumn, long step)
    {
        var columns = heading.Split(',');
        var stepIndex = Array.IndexOf(columns, stepColumn);
        var earlier = File.Exists(path) ? File.ReadLines(path).Skip(1).TakeWhile(line => StepOf(line) <= step).ToArray() : [];
        AtomicFile.Write(path, stream =>
        {
            foreach (var line in earlier.Prepend(heading))
                stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
        });
        file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

        // A line that a killed process left unfinished counts as later than any.
        long StepOf(string line)
        {
            var cells = line.Split(',');
            return cells.Length == columns.Length && long.TryParse(cells[stepIndex], CultureInfo.InvariantCulture, out var at) ? at : long.MaxValue;
        }
    }

    /// <summary>Adds a line: in one piece and past every buffer, so that a disk that is full costs a line and not the next ones.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public void Add(FormattableString cells) => file.Write(Encoding.UTF8.GetBytes(cells.ToString(CultureInfo.InvariantCulture) + "\n"));

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
