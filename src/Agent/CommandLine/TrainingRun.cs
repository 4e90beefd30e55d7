using DqnGpu.Kernels;
using Spectre.Console;

namespace DqnGpu.Agent;

/// <summary>A training as a user sees it: what is run where, progress, Ctrl+C, and what to do next.</summary>
public static class TrainingRun
{
    /// <summary>Says what the run computes on and how much memory its frames will take there, and makes everything ready.</summary>
    /// <param name="setup">What is learned.</param>
    /// <param name="device">What it computes on; the caller disposes it.</param>
    /// <param name="stage">Where it is looked at; null: nowhere.</param>
    /// <param name="output">Where it is said.</param>
    /// <exception cref="OptionException">The frames do not fit where the user wants them.</exception>
    public static TrainingSession Prepare(GameSetup setup, Device device, TrainingStage? stage, TextWriter output)
    {
        output.WriteLine($"Device: {device.Name}, {device.Description}");
        var shape = setup.Options.ToAtariReplay();
        var place = ReplayPlacement.Choose(setup.Options.ReplayOn, device, shape);
        output.WriteLine(ReplayPlacement.Describe(place, device, shape));
        ITrainingObserver curve = new CurvePicture(setup);
        return new(setup.Options, setup.Rom, device, place, stage is null ? [curve] : [curve, stage]);
    }

    /// <summary>Runs it to its end or until the user stops it.</summary>
    public static int Execute(TrainingSession session, RunFolder folder, StopSignals stop, TextWriter output)
    {
        output.WriteLine($"Run folder: {folder.FromHere}");
        IProgressDisplay display = output == Console.Out && Terminal.CanMoveTheCursor ? new ProgressTable(AnsiConsole.Console) : new ProgressLines(output);
        session.Run(folder, display, stop.Token);

        output.WriteLine($"Time: {session.Trainer.Times.Shares(session.Elapsed)}");
        if (stop.First is { } signal && !session.IsDone(folder))
        {
            var where = session.Trainer is { Filling: true, Step: 0 } ? "while the replay memory was filled" : $"at step {session.Trainer.Step:N0}";
            output.WriteLine($"Stopped {where}; a checkpoint is written. To go on: {StartedAs.Line("resume", folder.FromHere)}");
            return ExitCode.After(signal);
        }
        output.WriteLine($"Done: mean score of the last {session.Trainer.Games.Window} games {ProgressLines.Score(session.Trainer.Games.MeanScore)}, best {ProgressLines.Score(session.Trainer.Games.BestMeanScore)}.");
        return ExitCode.Success;
    }
}
