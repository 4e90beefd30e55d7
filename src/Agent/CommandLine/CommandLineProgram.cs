using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;

namespace DqnGpu.Agent;

/// <summary>The whole command line: its commands, and errors as one clear line.</summary>
public static class CommandLineProgram
{
    // Without response files: a file may be named @x.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    private static readonly InvocationConfiguration Invocation = new() { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };

    /// <summary>Runs the program.</summary>
    /// <returns>A value of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] args)
    {
        // Of other threads; what a command throws is caught below.
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => Environment.Exit(Fault.Report((Exception)unhandled.ExceptionObject));
        try
        {
            WindowsTerminal.Prepare();
            StandardOutput.NoticeALostReader();
            var root = Commands();
            var parsed = root.Parse(args.Length == 0 ? ["--help"] : args, Parsing);
            CheckSpelling(parsed);
            return parsed.Invoke(Invocation);
        }
        catch (Exception exception)
        {
            return Fault.Report(exception);
        }
    }

    private static RootCommand Commands()
    {
        var root = new RootCommand("DqnGpu: a deep Q-network that learns Atari 2600 games from pixels. `pong` learns Pong.");
        _ = new TrainCommand(root);
        Add("train", "the same with the word: train pong", command => _ = new TrainCommand(command));
        Add("resume", "go on with an interrupted run", command => _ = new ResumeCommand(command));
        Add("evaluate", "play games with trained weights and tell their scores", command => _ = new EvaluateCommand(command));
        Add("watch", "watch a trained agent play, in the terminal or as a video", command => _ = new WatchCommand(command));
        Add("replay", "show a recorded game once more, in the terminal or as a video", command => _ = new ReplayCommand(command));
        Add("play", "play a game yourself, on a page in the browser; a trained agent may take over", command => _ = new PlayCommand(command));
        Add("page", "show a run on a page in the browser; its best agent plays", command => _ = new PageCommand(command));
        Add("runs", "list runs: how far they are, how good, and whether they go on", RunsCommand.Build);
        Add("plot", "draw the learning curves of runs into one picture, seeds as a mean with a band", PlotCommand.Build);
        Add("games", "list the games and where their cartridges are", GamesCommand.Build);
        Add("roms", "the user's cartridges", RomsCommand.Build);
        Add("devices", "list what --device can name here", DevicesCommand.Build);
        Add("trace", "play fixed actions and print a line for each frame, to compare emulators", command => _ = new TraceCommand(command));
        Add("q-values", "print the action values of given states, to compare frameworks", command => _ = new QValuesCommand(command));
        Add("onnx", "write trained weights with their network as an ONNX file, which other programs run", command => _ = new OnnxCommand(command));
        root.Options.OfType<HelpOption>().Single().Action = new HelpPage();
        return root;

        void Add(string name, string description, Action<Command> build)
        {
            var command = new Command(name, description);
            build(command);
            root.Subcommands.Add(command);
        }
    }

    /// <exception cref="OptionException">There is a word that no command takes.</exception>
    private static void CheckSpelling(ParseResult parsed)
    {
        if (parsed.Action is HelpPage)
            return;
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens.Any(token => token.Type == TokenType.Argument && token.Value.Length == 0))
            throw new OptionException("One of the words on the command line is empty: '' names nothing.");
        // An unknown option behind a flag without a value is taken for its value, so the unmatched tokens alone do not tell.
        if (parsed.Tokens.FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value is { } option)
        {
            var names = command.Options.SelectMany(known => known.Aliases.Prepend(known.Name));
            throw new OptionException($"There is no option {option}.{Spelling.DidYouMean(option, names)} `{Name(command)}--help` lists all.");
        }
        // The parser takes them for those of the outer command, which does not run.
        if (parsed.CommandResult.Parent is CommandResult outer
            && outer.Children.FirstOrDefault(child => child is ArgumentResult or OptionResult { Implicit: false } && child.Tokens.Count > 0) is { } misplaced)
            throw new OptionException($"'{misplaced.Tokens[0]}' is one word too many before `{command.Name}`. `{Name(command)}--help` shows the usage.");
        if (parsed.Errors.Count == 0)
            return;
        if (parsed.UnmatchedTokens.Count > 0)
        {
            var first = parsed.Tokens[0].Value;
            throw new OptionException(
                $"'{parsed.UnmatchedTokens[0]}' is one word too many.{Spelling.DidYouMean(first, command.Subcommands.Select(known => known.Name))} `{Name(command)}--help` shows the usage.");
        }
        throw new OptionException(parsed.Errors[0].Message);

        static string Name(Command command) => command is RootCommand ? "" : command.Name + " ";
    }
}
