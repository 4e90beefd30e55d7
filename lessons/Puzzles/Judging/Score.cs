using System.Globalization;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary>What a right solution costs, over all threads of its launches, divided by those of the first.</summary>
/// <param name="Reads">Reads of global memory.</param>
/// <param name="Writes">Writes of global memory.</param>
/// <param name="Bytes">Bytes that those moved, in whole sectors.</param>
/// <param name="Passes">Passes of shared memory's banks, for each 32 threads.</param>
/// <param name="Instructions">Instructions of all kinds.</param>
public sealed record Score(double Reads, double Writes, double Bytes, double Passes, double Instructions)
{
    private const double Rounding = 1e-9;
    private const int NameWidth = 34;
    private const int NumberWidth = 12;

    /// <summary>The score of launches that belong together.</summary>
    public static Score Of(params IReadOnlyList<LaunchCounts> launches)
    {
        var threads = (double)(launches[0].Launch.Grid.Count * launches[0].Launch.Group.Count);
        double Lanes(params InstructionKind[] kinds) =>
            launches.Sum(launch => launch.Instructions.Where(i => kinds.Contains(i.Kind)).Sum(i => i.Counts.Lanes)) / threads;
        return new(
            Lanes(InstructionKind.LoadGlobal, InstructionKind.Atomic), Lanes(InstructionKind.StoreGlobal, InstructionKind.Atomic),
            launches.Sum(launch => launch.GlobalBytes) / threads, 32 * launches.Sum(launch => launch.Total.Passes) / threads,
            launches.Sum(launch => launch.Total.Lanes) / threads);
    }

    /// <summary>A table of the two, and what it says.</summary>
    public string Against(Score best)
    {
        (string Name, double Own, double Best)[] rows =
        [
            ("reads of global memory", Reads, best.Reads),
            ("writes of global memory", Writes, best.Writes),
            ("bytes that these move", Bytes, best.Bytes),
            ("passes of shared memory, per warp", Passes, best.Passes),
            ("instructions", Instructions, best.Instructions),
        ];
        var lines = new List<string> { Line("per thread", "yours", "best known") };
        lines.AddRange(rows.Where(row => row.Own > 0 || row.Best > 0).Select(row => Line(row.Name, Number(row.Own), Number(row.Best))));
        lines.Add(CompareMemory(best) switch
        {
            > 0 => "There is a way that costs memory less.",
            < 0 => "That is better than the best known.",
            _ => "No better way is known, as far as memory goes.",
        });
        return string.Join(Environment.NewLine, lines);
    }

    /// <summary>Less than 0 where this costs memory less than another: fewer bytes; as many, and fewer requests; or as many of both, and fewer passes.</summary>
    public int CompareMemory(Score other)
    {
        var differences = new[] { Bytes - other.Bytes, Reads + Writes - other.Reads - other.Writes, Passes - other.Passes };
        return Math.Sign(differences.FirstOrDefault(difference => Math.Abs(difference) > Rounding));
    }

    private static string Line(string name, string own, string best) => $"  {name.PadRight(NameWidth)}{own.PadLeft(NumberWidth)}{best.PadLeft(NumberWidth)}";

    private static string Number(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
