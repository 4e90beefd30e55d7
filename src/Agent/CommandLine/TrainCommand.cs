using System.CommandLine;
using DqnGpu.Ale;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary><c>pong</c>: trains an agent.</summary>
public sealed class TrainCommand
{
    private readonly Argument<string?> game = new("game") { Description = "game to learn: pong, breakout, ALE/Pong-v5, ...", Arity = ArgumentArity.ZeroOrOne };
    private readonly TextOption preset = new("--preset", "name", "options to start from: fast, article, nature [fast]") { Group = TrainingOptions.Run };
    private readonly TextOption config = new("--config", "file", "options to start from: a file as --show-options prints it") { Group = TrainingOptions.Run };
    private readonly Option<bool> showOptions = new("--show-options") { Description = "print all options of the run as JSON and stop" };
    private readonly OptionFlags flags;
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one that trains.</summary>
    public TrainCommand(Command command)
    {
        command.Arguments.Add(game);
        command.Options.Add(preset);
        command.Options.Add(config);
        command.Options.Add(showOptions);
        flags = new(command);
        page = new(command);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var options = StartingOptions(parsed);
        GameDefinition? definition = null;
        if (parsed.GetValue(game) is { } id)
            (definition, options) = GameId.Parse(id, options);
        options = flags.Apply(parsed, options);
        options.Validate();
        if (parsed.GetValue(showOptions))
        {
            Console.WriteLine(OptionsFile.ToJson(options));
            return ExitCode.Success;
        }
        if (definition is null)
            throw new OptionException("Name a game to learn, for example: pong. `--help` shows what else there is.");

        var address = page.Read(parsed);
        var rom = new RomLibrary().Find(definition, options.Rom);
        Console.WriteLine(rom);
        var start = options.Weights is { } weights ? TrainedAgent.Load(weights) : null;
        LastingConsole.Install();
        using var stop = new StopSignals();
        using var device = DeviceChoice.Open(options.Device, options.Threads, options.Precision);
        var place = TrainingRun.Announce(options, device);
        var stage = address is null ? null : new TrainingStage(new(rom, options));
        using var session = new TrainingSession(options, rom, device, place, stage is null ? [] : [stage]);
        if (start is not null)
        {
            session.StartFrom(start);
            Console.WriteLine($"Weights to start from: {start.File}");
        }
        // Only now: a run that cannot begin leaves no folder.
        using var folder = RunFolder.Create(options.Out, definition.Name);
        AtomicFile.WriteText(folder.Options, OptionsFile.ToJson(options));
        using var server = stage is null ? null : page.Serve(parsed, address!, stage, folder);
        return TrainingRun.Execute(session, folder, stop);
    }

    private TrainingOptions StartingOptions(ParseResult parsed) =>
        (parsed.GetValue(preset), parsed.GetValue(config)) switch
        {
            (not null, not null) => throw new OptionException("--preset and --config contradict each other: both say where to start from. Give one."),
            ({ } name, null) => TrainingPresets.Find(name),
            (null, { } file) => OptionsFile.Load(file),
            _ => TrainingPresets.Fast,
        };
}
