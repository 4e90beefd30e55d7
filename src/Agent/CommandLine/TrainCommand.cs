using System.CommandLine;
using DqnGpu.Ale;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary><c>pong</c>: trains an agent.</summary>
public sealed class TrainCommand
{
    private const int MostSeeds = 1_000;

    private readonly Argument<string?> game = new("game") { Description = "game to learn: pong, breakout, ALE/Pong-v5, ...", Arity = ArgumentArity.ZeroOrOne };
    private readonly TextOption preset = new("--preset", "name", "options to start from: fast, article, nature [fast]") { Group = TrainingOptions.Run };
    private readonly TextOption config = new("--config", "file", "options to start from: a file as --show-options prints it") { Group = TrainingOptions.Run };
    private readonly TextOption seeds = new("--seeds", "number", "trainings that differ only by their seed, --seed and those after it; their folders end in -seed1, -seed2, ... [1]") { Group = TrainingOptions.Run };
    private readonly TextOption sideBySide = new("--side-by-side", "number", "how many of them at a time; the threads are divided among them [1]") { Group = TrainingOptions.Run };
    private readonly Option<bool> showOptions = new("--show-options") { Description = "print all options of the run as JSON and stop" };
    private readonly OptionFlags flags;
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one that trains.</summary>
    public TrainCommand(Command command)
    {
        command.Arguments.Add(game);
        command.Options.Add(preset);
        command.Options.Add(config);
        command.Options.Add(seeds);
        command.Options.Add(sideBySide);
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
        var runs = (int)(seeds.Whole(parsed, 1, MostSeeds) ?? 1);
        var atOnce = (int)(sideBySide.Whole(parsed, 1, MostSeeds) ?? 1);
        if (runs > 1 && address is not null)
            throw new OptionException("--seeds and --page contradict each other: a page shows one training.");
        if (runs == 1 && atOnce > 1)
            throw new OptionException("--side-by-side needs several trainings: say how many with --seeds.");
        if (options.Seed > long.MaxValue - runs)
            throw new OptionException($"There are no {runs} seeds from --seed {options.Seed} on.");
        LastingConsole.Install();
        using var stop = new StopSignals();
        if (runs == 1)
            return Train(options, options.Out, Console.Out);
        if (atOnce > 1)
            ReplayBudget.Check(options.ToAtariReplay(), options.Prioritized, twice: false, ReplayBudget.AvailableBytes() / atOnce);
        var path = Path.TrimEndingDirectorySeparator(options.Out ?? RunFolder.NewPath(definition.Name));
        var threads = options.Threads > 0 || atOnce == 1 ? options.Threads : Math.Max(1, Environment.ProcessorCount / atOnce);
        return SeedRuns.Execute(
            [.. Enumerable.Range(0, runs).Select(i => options with { Seed = options.Seed + i, Threads = threads })], atOnce, stop,
            (run, output) => Train(run, $"{path}-seed{run.Seed}", output));

        int Train(TrainingOptions options, string? path, TextWriter output)
        {
            Device? device = null;
            TrainingSession? session = null;
            try
            {
                var setup = new GameSetup(rom, options);
                var stage = address is null ? null : new TrainingStage(setup);
                // One at a time: each looks how much memory there is left.
                lock (stop)
                {
                    device = DeviceChoice.Open(options.Device, options.Threads, options.Precision);
                    session = TrainingRun.Prepare(setup, device, stage, output);
                }
                if (start is not null)
                {
                    session.StartFrom(start);
                    output.WriteLine($"Weights to start from: {start.File}");
                }
                // Only now: a run that cannot begin leaves no folder.
                using var folder = RunFolder.Create(path, definition.Name);
                using var server = stage is null ? null : page.Serve(parsed, address!, stage, folder);
                return TrainingRun.Execute(session, folder, stop, output);
            }
            finally
            {
                session?.Dispose();
                device?.Dispose();
            }
        }
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
