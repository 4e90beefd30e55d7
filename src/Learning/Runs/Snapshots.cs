using System.Globalization;

namespace DqnGpu.Agent;

/// <summary>The weights of a run as they were after some of its steps.</summary>
/// <param name="Step">Agent steps of training made before; 0: untrained.</param>
/// <param name="File">The weights, with their card.</param>
public sealed record Snapshot(long Step, string File);

/// <summary>The snapshots of a run, from which one sees its judgement grow: <c>snapshots/step-000050000.safetensors</c> in its folder.</summary>
/// <param name="folder">Their folder; it is made with the first.</param>
public sealed class Snapshots(string folder)
{
    private const string Prefix = "step-";
    private const string Extension = ".safetensors";

    /// <summary>All that there are, the earliest first.</summary>
    public IReadOnlyList<Snapshot> List() => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, $"{Prefix}*{Extension}").Select(Read).OfType<Snapshot>().OrderBy(snapshot => snapshot.Step)]
        : [];

    /// <summary>Where the snapshot of a step is written.</summary>
    public string FileOf(long step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D9}{Extension}"));

    /// <summary>Removes those of later steps, which the run makes again.</summary>
    /// <exception cref="IOException">One cannot be removed.</exception>
    public void RemoveAfter(long step)
    {
        foreach (var snapshot in List().Where(snapshot => snapshot.Step > step))
            File.Delete(snapshot.File);
    }

    /// <summary>Removes some where they take too much room: what stays is spread evenly over the run, and the first and the newest always stay.</summary>
    /// <param name="every">Agent steps between two snapshots as they are made.</param>
    /// <param name="mostBytes">Room for all of them.</param>
    /// <exception cref="IOException">One cannot be removed.</exception>
    public void Thin(long every, long mostBytes)
    {
        var all = List();
        if (all.Count < 3)
            return;
        var (newest, bytes) = (all[^1], all.Max(snapshot => new FileInfo(snapshot.File).Length));
        var stretch = every;
        while (Count() > 2 && Count() * bytes > mostBytes)
            stretch *= 2;
        foreach (var snapshot in all.Except(all.GroupBy(snapshot => snapshot.Step / stretch).Select(group => group.First()).Append(newest)))
            File.Delete(snapshot.File);

        // The first of each stretch and the newest, as though none were missing: those of the last stretches are to lie no closer than the others.
        long Count() => newest.Step / stretch + 1 + (all[^2].Step / stretch == newest.Step / stretch ? 1 : 0);
    }

    private static Snapshot? Read(string file) =>
        long.TryParse(Path.GetFileNameWithoutExtension(file)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? new(step, file) : null;
}
