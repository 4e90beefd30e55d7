using System.CommandLine;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary><c>resume runs/pong-...</c>: goes on with a run where its last checkpoint ends.</summary>
public sealed class ResumeCommand
{
    private readonly Argument<string> run = new("run") { Description = "run folder, or a checkpoint in one" };
    private readonly OptionFlags flags;
    private readonly PageOptions page;

    /// <summary>Makes <paramref name="command"/> the one that resumes.</summary>
    public ResumeCommand(Command command)
    {
        command.Arguments.Add(run);
        flags = new(command, TrainingOptions.Resumable);
        page = new(command);
        command.SetAction(Execute);
    }

    private int Execute(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(run);
        var address = page.Read(parsed);
        using var folder = RunFolder.Claim(File.Exists(path) ? Path.GetDirectoryName(Path.GetFullPath(path))! : path);
        var checkpoint = File.Exists(path) ? path : folder.LastCheckpoint;
        if (!File.Exists(checkpoint))
            throw new OptionException($"The run {path} ended before its replay memory was filled, and a first checkpoint written. Start it anew, with --out {path}.");
        var header = Checkpoint.ReadHeader(checkpoint);
        var options = flags.Apply(parsed, header.Options.ToResume());
        options.Validate();
        var rom = new RomLibrary().Find(header.Game, options.Rom);
        if (rom.Cartridge.Md5 != header.CartridgeMd5)
            throw new OptionException(
                $"The run was made with a cartridge of MD5 {header.CartridgeMd5}, but the one found now has {rom.Cartridge.Md5}. Name the file with --rom.");
        Console.WriteLine(rom);
        LastingConsole.Install();
        using var stop = new StopSignals();
        using var device = DeviceChoice.Open(options.Device, options.Threads, options.Precision);
        var setup = new GameSetup(rom, options);
        var stage = address is null ? null : new TrainingStage(setup);
        using var session = TrainingRun.Prepare(setup, device, stage, Console.Out);
        session.Restore(checkpoint);
        if (session.IsDone(folder))
        {
            Console.WriteLine(HowToGoFurther(session.Trainer, options, path));
            return ExitCode.Success;
        }
        Console.WriteLine(Start(session.Trainer, options));
        using var server = stage is null ? null : page.Serve(parsed, address!, stage, folder);
        return TrainingRun.Execute(session, folder, stop, Console.Out);
    }

    private static string HowToGoFurther(Trainer trainer, TrainingOptions options, string path) => trainer.Step >= options.Steps
        ? $"The run is finished: it has made {trainer.Step:N0} steps of {options.Steps:N0}. To go further: {StartedAs.Line("resume", path, "--steps", $"{2 * trainer.Step}")}"
        : $"The run is finished: its mean score of {ProgressLines.Score(trainer.Games.MeanScore)} has reached its target. To go further: {StartedAs.Line("resume", path, "--target-score", OptionText.Show(Math.Ceiling(trainer.Games.MeanScore) + 1))}";

    private static string Start(Trainer trainer, TrainingOptions options) =>
        !trainer.Filling ? $"Resuming at step {trainer.Step:N0}"
        : trainer.FillSteps > 0 ? $"Resuming while the replay memory is filled, at step {trainer.FillSteps:N0} of {options.Prefill:N0}"
        : $"Resuming at step {trainer.Step:N0}; the checkpoint holds no replay memory, which is filled anew";
}
