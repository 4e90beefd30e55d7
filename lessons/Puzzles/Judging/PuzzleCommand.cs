using System.CommandLine;
using System.Globalization;

namespace DqnGpu.Lessons.Puzzles.Judging;

/// <summary><c>puzzle</c> lists the puzzles; <c>puzzle 3</c> judges one, <c>puzzle all</c> each; <c>puzzle 3 --hint</c> tells a hint.</summary>
public static class PuzzleCommand
{
    private const string Run = "dotnet run --project lessons -- puzzle";
    private const int LineWidth = 110;
    private const string PuzzlesFolder = "lessons/Puzzles";

    private const string Beginning =
        $"""
        Each is a file of {PuzzlesFolder} with a hole: open it, read its head, fill the hole, and ask
          {Run} 1              what is wrong, or what your solution costs
          {Run} 1 --hint       the first hint; --hint 2: the second
          {Run} all            what is wrong with each
        """;

    /// <summary>Adds its words and what it does.</summary>
    public static void Build(Command command)
    {
        var which = new Argument<string?>("number")
        {
            Description = $"1 to {AllPuzzles.InOrder.Count}, or all. Without: the list.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var hint = new Option<int?>("--hint") { Description = "A hint: the first, or with 2 the second.", Arity = ArgumentArity.ZeroOrOne };
        command.Add(which);
        command.Add(hint);
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            var number = parsed.GetValue(which);
            if (parsed.GetResult(hint) is not null)
                return TellHint(Chosen(number), parsed.GetValue(hint) ?? 1, output);
            return number switch
            {
                null => List(output),
                "all" => AllPuzzles.InOrder.Aggregate(LessonsProgram.Success, (worst, puzzle) => Math.Max(worst, Judge(puzzle, output))),
                _ => Judge(Chosen(number), output),
            };
        });
    }

    private static Puzzle Chosen(string? number) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= 1 && n <= AllPuzzles.InOrder.Count
            ? AllPuzzles.InOrder[n - 1]
            : throw new ArgumentException(
                $"{(number is null ? "A hint belongs to a puzzle" : $"'{number}' is no puzzle")}: say a number from 1 to {AllPuzzles.InOrder.Count}.");

    private static int List(TextWriter output)
    {
        output.WriteLine(Beginning);
        output.WriteLine();
        foreach (var puzzle in AllPuzzles.InOrder)
            output.WriteLine($"  {puzzle.Number,2}  {(puzzle.JudgeHole().IsSolved ? "solved  " : "unsolved")}  {puzzle.Title}");
        return LessonsProgram.Success;
    }

    private static int TellHint(Puzzle puzzle, int number, TextWriter output)
    {
        if (number < 1 || number > puzzle.Hints.Count)
            throw new ArgumentException($"--hint takes 1 or {puzzle.Hints.Count}.");
        output.WriteLine(Wrapped(puzzle.Hints[number - 1]));
        output.WriteLine(number < puzzle.Hints.Count
            ? $"(One more: {Run} {puzzle.Number} --hint 2)"
            : $"(The solution: {PuzzleFile.Shown("Solutions", puzzle.FileName)})");
        return LessonsProgram.Success;
    }

    private static int Judge(Puzzle puzzle, TextWriter output)
    {
        var verdict = puzzle.JudgeHole();
        output.WriteLine($"Puzzle {puzzle.Number}, {puzzle.Title}: {(verdict.IsSolved ? "solved." : "not yet.")} {PuzzleFile.Shown(puzzle.FileName)}");
        output.WriteLine();
        output.WriteLine(verdict.Fault is { } fault ? Wrapped(fault) : verdict.Score!.Against(puzzle.JudgeBest().Score!));
        output.WriteLine();
        return verdict.IsSolved ? LessonsProgram.Success : LessonsProgram.Failure;
    }

    // Sentences in lines of a readable width; lines of code as they are.
    private static string Wrapped(string text)
    {
        var lines = new List<string>();
        foreach (var line in text.Split(Environment.NewLine))
        {
            lines.Add("");
            foreach (var word in line.StartsWith(' ') ? [line] : line.Split(' '))
                if (lines[^1].Length > 0 && lines[^1].Length + 1 + word.Length > LineWidth)
                    lines.Add(word);
                else
                    lines[^1] += lines[^1].Length > 0 ? " " + word : word;
        }
        return string.Join(Environment.NewLine, lines);
    }
}
