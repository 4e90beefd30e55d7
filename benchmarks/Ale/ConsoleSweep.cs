using System.Diagnostics;
using System.Globalization;
using DqnGpu.Ale;

namespace DqnGpu.Benchmarks.Ale;

/// <summary>
/// The speed of every game whose cartridge is found, each in a process of its own, as CSV (<see cref="GameSpeed"/> says what the columns are); beside
/// them, on request, ALE's frames a second and how many times as many these are. The last lines are the median and the least of each column.
/// </summary>
internal static class ConsoleSweep
{
    private const int Usage = 2;
    private const string Columns = "game,act,step,first,next";

    /// <summary><c>[GAME ...] [--ale FILE]</c>: those games, or all; a single game is played in this process.</summary>
    /// <returns>0; 2: the words are not understood; 1: a game could not be played, or no cartridge is found.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        int option = arguments.ToList().IndexOf("--ale");
        Dictionary<string, double> peers = option >= 0 && option + 1 < arguments.Count ? Peers(arguments[option + 1]) : [];
        string[] words = [.. arguments.Where((_, i) => option < 0 || (i != option && i != option + 1))];
        if ((option >= 0 && peers.Count == 0) || words.FirstOrDefault(word => !Games.TryFind(word, out _)) is not null)
        {
            Console.Error.WriteLine("console wants names of games [all whose cartridge is found], --ale FILE with the lines of tools/ale-speed.sh");
            return Usage;
        }
        if (words is [var only])
        {
            GameSpeed speed = GameSpeed.Measure(BenchmarkGame.Find(only));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Games.Find(only).Name},{speed.Act:0},{speed.Step:0},{speed.First:0},{speed.Next:0}"));
            return 0;
        }

        Console.WriteLine(peers.Count == 0 ? Columns : Columns + ",ale,act/ale,step/ale");
        var rows = new List<double[]>();
        foreach (string game in words.Length > 0 ? words.Select(word => Games.Find(word).Name) : Games.All.Select(game => game.Name).Where(HasCartridge))
        {
            if (RowOf(game) is not { } row)
                return 1;
            if (peers.Count > 0)
                row = peers.TryGetValue(game, out double peer) ? [.. row, peer, row[0] / peer, row[1] / peer] : [.. row, double.NaN, double.NaN, double.NaN];
            Write(game, row);
            rows.Add(row);
        }
        if (rows.Count == 0)
            return 1;
        double[][] columns = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Select(row => row[i]).Where(double.IsFinite).Order().ToArray())];
        Write("median", columns.Select(column => column.Length == 0 ? double.NaN : column[column.Length / 2]));
        Write("least", columns.Select(column => column.FirstOrDefault(double.NaN)));
        return 0;
    }

    private static void Write(string name, IEnumerable<double> row) =>
        Console.WriteLine(string.Join(',', row.Select(value => value.ToString(value < 100 ? "0.00" : "0", CultureInfo.InvariantCulture)).Prepend(name)));

    // What is compiled for one game would be ready for the next.
    private static double[]? RowOf(string game)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["console", game]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        string row = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? [.. row.Trim().Split(',')[1..].Select(value => double.Parse(value, CultureInfo.InvariantCulture))] : null;
    }

    private static bool HasCartridge(string game)
    {
        try
        {
            return new RomLibrary().Find(game) is not null;
        }
        catch (RomNotFoundException)
        {
            return false;
        }
    }

    private static Dictionary<string, double> Peers(string file) =>
        File.ReadLines(file).Skip(1).Select(line => line.Split(','))
            .ToDictionary(fields => fields[0], fields => double.Parse(fields[1], CultureInfo.InvariantCulture));
}
