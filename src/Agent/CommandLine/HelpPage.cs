using System.CommandLine;
using System.CommandLine.Invocation;

namespace DqnGpu.Agent;

/// <summary><c>--help</c> of a command: how it is called, its subcommands, and its options under their headings.</summary>
public sealed class HelpPage : SynchronousCommandLineAction
{
    private const string OtherOptions = "Options";
    private const int NamesWidth = 40;
    private const int WidestPage = 140;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var output = Console.Out;
        var pageWidth = Console.IsOutputRedirected ? WidestPage : Math.Clamp(Console.WindowWidth, 2 * NamesWidth, WidestPage);
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Path(command)}{string.Concat(command.Arguments.Select(argument => " " + Shown(argument)))} [options]");
        if (command.Subcommands.Count > 0)
            output.WriteLine($"       {Path(command)} <command> ...");
        Write("Arguments", command.Arguments.Select(argument => (Shown(argument), argument.Description)));
        Write("Commands", command.Subcommands.Select(known => (known.Name, known.Description)));
        var options = command.Options.Concat(Outer(command).SelectMany(outer => outer.Options.Where(option => option.Recursive)));
        foreach (var group in options.GroupBy(option => (option as TextOption)?.Group ?? OtherOptions))
            Write(group.Key, group.Select(option => (Shown(option), option.Description)));
        return ExitCode.Success;

        void Write(string heading, IEnumerable<(string Names, string? Description)> rows)
        {
            var lines = rows.ToArray();
            if (lines.Length == 0)
                return;
            output.WriteLine();
            output.WriteLine($"{heading}:");
            foreach (var (names, description) in lines)
            {
                var text = $"  {names}".PadRight(NamesWidth - 1) + " ";
                foreach (var word in (description ?? "").Split(' '))
                {
                    if (text.Length + word.Length >= pageWidth && text.Length > NamesWidth)
                    {
                        output.WriteLine(text.TrimEnd());
                        text = new(' ', NamesWidth);
                    }
                    text += word + " ";
                }
                output.WriteLine(text.TrimEnd());
            }
        }
    }

    private static string Path(Command command) =>
        string.Join(' ', Outer(command).Reverse().Append(command).Select(each => each is RootCommand ? RootCommand.ExecutableName : each.Name));

    private static IEnumerable<Command> Outer(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? Outer(parent).Prepend(parent) : [];

    private static string Shown(Argument argument) =>
        $"<{argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}" is var name && argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;

    private static string Shown(Option option) =>
        string.Join(", ", option.Aliases.Order(StringComparer.Ordinal).Prepend(option.Name)) + (option.HelpName is { } value ? $" <{value}>" : "");
}
