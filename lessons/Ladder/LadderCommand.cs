using System.CommandLine;
using DqnGpu.Kernels;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons.Ladder;

/// <summary><c>ladder</c> lists the rungs; <c>ladder 3</c> and <c>ladder conv 2</c> run one; <c>ladder all</c> writes the tables of docs/ladder.md.</summary>
public static class LadderCommand
{
    private const string All = "all";

    /// <summary>Adds its words and what it does.</summary>
    public static void Build(Command command)
    {
        var words = new Argument<string[]>("rung") { Arity = ArgumentArity.ZeroOrMore, Description = "A number; a ladder's name and a number; or `all`." };
        var card = new Option<string>("--card") { Description = "The card that occupancy is told for.", DefaultValueFactory = _ => "H100" };
        var device = new Option<string>("--device") { Description = "What takes the time: cuda or opencl.", DefaultValueFactory = _ => Devices.Auto };
        command.Add(words);
        command.Add(card);
        command.Add(device);
        command.SetAction(parsed =>
        {
            var options = new RungOptions(Card.Named(parsed.GetValue(card)!), parsed.GetValue(device)!);
            return Run(parsed.GetValue(words)!, options, parsed.InvocationConfiguration.Output);
        });
    }

    private static int Run(string[] words, RungOptions options, TextWriter output)
    {
        switch (words)
        {
            case []:
                foreach (var ladder in Ladders.All)
                    Tell(ladder, output);
                return LessonsProgram.Success;
            case [All]:
                WriteTables(options, output);
                return LessonsProgram.Success;
            case [var name] when !IsNumber(name):
                Tell(Ladders.Named(name), output);
                Ladders.Named(name).ReportAll(options, output);
                return LessonsProgram.Success;
            default:
                var (rungs, number) = Parse(words);
                return rungs.Report(number, options, output) ? LessonsProgram.Success : LessonsProgram.Failure;
        }
    }

    /// <summary>The rung that words name: <c>3</c>, or <c>conv 2</c>.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    internal static (Rungs Ladder, int Number) Parse(string[] words)
    {
        var ladder = words switch
        {
            [_] => Ladders.All[0],
            [var name, _] => Ladders.Named(name),
            _ => throw new ArgumentException($"'{string.Join(' ', words)}' is no rung: say a number, or a ladder's name and a number."),
        };
        return int.TryParse(words[^1], out var number) && number >= 1 && number <= ladder.List.Count ? (ladder, number)
            : throw new ArgumentException($"The ladder {ladder.Name} has the rungs 1 to {ladder.List.Count}, not '{words[^1]}'.");
    }

    private static bool IsNumber(string word) => int.TryParse(word, out _);

    private static void Tell(Rungs ladder, TextWriter output)
    {
        output.WriteLine($"{ladder.Name}: {ladder.Title}");
        for (var i = 0; i < ladder.List.Count; i++)
            output.WriteLine($"  {i + 1,2}  {ladder.List[i].Title,-28} {ladder.List[i].Change}");
        output.WriteLine();
    }

    private static void WriteTables(RungOptions options, TextWriter output)
    {
        var page = File.ReadAllText(LadderPage.Path).ReplaceLineEndings("\n");
        foreach (var ladder in Ladders.All)
        {
            var (counted, timed) = (ladder.CountedTable(), ladder.TimedTable(options));
            page = LadderPage.With(page, ladder, counted, timed);
            output.WriteLine($"{ladder.Name}: {(counted is null ? "" : "counted ")}{(timed is null ? "not timed, for there is no device for it" : "timed")}");
        }
        File.WriteAllText(LadderPage.Path, page);
        output.WriteLine($"written: {LadderPage.Path}");
    }
}
