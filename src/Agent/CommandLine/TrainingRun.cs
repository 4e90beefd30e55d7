using DqnGpu.Kernels;
using Spectre.Console;

namespace DqnGpu.Agent;

/// <summary>A training as a user sees it: what is run where, progress, Ctrl+C, and what to do next.</summary>
public static class TrainingRun
{
    /// <summary>Runs it to its end or until the user stops it.</summary>
    public static int Execute(TrainingSession session, RunFolder folder, Device device, CancellationToken stop)
    {
        var shown = Path.GetRelativePath(Environment.CurrentDirectory, folder.Root);
        Console.WriteLine($"Device: {device.Name}, {device.Description}");
        Console.WriteLine($"Run folder: {shown}");
        IProgressDisplay display = Console.IsOutputRedirected ? new ProgressLines(Console.Out) : new ProgressTable(AnsiConsole.Console);
        session.Run(display, stop);

        Console.WriteLine($"Time: {session.Trainer.Times.Shares(session.Elapsed)}");
        if (stop.IsCancellationRequested)
        {
            Console.WriteLine($"Stopped at step {session.Trainer.Step:N0}; a checkpoint is written. To go on: resume {shown}");
            return ExitCode.Interrupted;
        }
        Console.WriteLine($"Done: mean score of the last {EpisodeTracker.Window} games {ProgressLines.Score(session.Trainer.Games.MeanScore)}, best {ProgressLines.Score(session.Trainer.Games.BestMeanScore)}.");
        return ExitCode.Success;
    }
}
