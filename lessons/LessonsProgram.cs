using System.CommandLine;
using DqnGpu.Lessons.Book;
using DqnGpu.Lessons.ByHand;
using DqnGpu.Lessons.Drawing;
using DqnGpu.Lessons.Ladder;
using DqnGpu.Lessons.Puzzles.Judging;
using DqnGpu.Lessons.Sizes;
using DqnGpu.PtxMachine;

namespace DqnGpu.Lessons;

/// <summary>The command line of the lessons: its commands, and errors as one clear line.</summary>
public static class LessonsProgram
{
    internal const int Success = 0;
    internal const int Failure = 1;
    private const int Usage = 2;
    private const int NamesWidth = 16;

    // Without response files: a file may be named @x.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    /// <summary>Runs what the first word says; without a word it tells what there is to do.</summary>
    /// <returns>0; 1 where a lesson fails; 2 where the command line says something that cannot be.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        try
        {
            var root = Commands();
            if (args.Length == 0)
                return TellWhatThereIs(root, output);
            var parsed = root.Parse(args, Parsing);
            if (parsed.Errors.Count > 0)
                throw new ArgumentException(parsed.UnmatchedTokens is [var word, ..]
                    ? $"'{word}' is no word that is known here. Without any, `dotnet run --project lessons` tells what there is."
                    : parsed.Errors[0].Message);
            return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (Exception exception)
        {
            // Whoever changes a lesson wants to see where it broke.
            var isForeseen = exception is ArgumentException or NotSupportedException or IOException or UnauthorizedAccessException or MachineFault;
            error.WriteLine($"error: {(isForeseen ? exception.Message : exception)}");
            return exception is ArgumentException ? Usage : Failure;
        }
    }

    // Begin with the first.
    private static RootCommand Commands()
    {
        var root = new RootCommand("Lessons: how backpropagation becomes GPU code. They need no GPU.");
        Add("by-hand", "chapter 1 of the book: one step of learning on a 2 x 2 picture, every number of it", ByHandCommand.Build);
        Add("sizes", "a network's layers: shapes, parameters, and the matrix product of each for 32 samples", SizesCommand.Build);
        Add("ladder", "the same work in steps, from the naive kernel up: what each step gains, counted", LadderCommand.Build);
        Add("draw", "a rung of the ladder as a picture: what its warps ask of memory", DrawCommand.Build);
        Add("puzzle", "fill a hole: kernels of a network's way back, with what is wrong told in words, and a score", PuzzleCommand.Build);
        Add("onefile", "a network learns a game, all in one file of naive kernels: lessons/OneFile.cs", OneFileCommand.Build);
        Add("book", "says which pages and pictures of docs/book differ from what they are made of", BookCommand.Build);
        return root;

        void Add(string name, string description, Action<Command> build)
        {
            var command = new Command(name, description);
            build(command);
            root.Subcommands.Add(command);
        }
    }

    private static int TellWhatThereIs(RootCommand root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        foreach (var command in root.Subcommands)
            output.WriteLine($"  {command.Name.PadRight(NamesWidth)}{command.Description}");
        output.WriteLine();
        output.WriteLine("`dotnet run --project lessons -- WORD --help` tells more of each; begin with the first.");
        return Success;
    }
}
