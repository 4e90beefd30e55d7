using System.Diagnostics;
using DqnGpu.Ale;
using DqnGpu.Kernels;

namespace DqnGpu.Agent;

/// <summary>A training run with everything around the trainer: games, device, run folder, progress, checkpoints.</summary>
public sealed class TrainingSession : IDisposable
{
    private readonly RunFolder folder;
    private readonly TrainingOptions options;
    private readonly RomChoice rom;
    private readonly WorkerPool pool;
    private readonly AtariVector environments;
    private readonly Stopwatch sinceStart = new();
    private readonly int frameSkip;
    private TimeSpan earlier;
    private BestAgent? best;
    private string? warning;

    /// <summary>Allocates everything.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="rom">Game and cartridge.</param>
    /// <param name="device">Where the network runs; the caller disposes it.</param>
    /// <param name="place">Where the replay memory's frames lie: <see cref="ReplayPlacement.Choose(ReplayPlace, Device, ReplayShape)"/>.</param>
    /// <exception cref="OptionException">The replay memory does not fit into the machine's, or the game has no such mode or difficulty.</exception>
    public TrainingSession(RunFolder folder, TrainingOptions options, RomChoice rom, Device device, ReplayPlace place)
    {
        this.folder = folder;
        this.options = options;
        this.rom = rom;
        var preprocessing = options.ToPreprocessing();
        frameSkip = preprocessing.FrameSkip;
        ReplayBudget.Check(
            options.ToAtariReplay(), options.Prioritized, twice: place == ReplayPlace.Device && device.FreeMemory == 0, ReplayBudget.AvailableBytes());
        pool = new(options.Threads);
        environments = new GameSetup(rom, options).CreateEnvironments(options.Envs, options.Seed, RandomStream.Environments, pool);
        Trainer = new(device, environments, options.ToNetwork(environments.ActionCount), options with { ReplayOn = place }, pool);
    }

    /// <summary>The algorithm.</summary>
    public Trainer Trainer { get; }

    /// <summary>Time that this process has trained for.</summary>
    public TimeSpan Elapsed => sinceStart.Elapsed;

    /// <summary>Trains until done or stopped, then writes a checkpoint.</summary>
    /// <param name="display">Shows the progress.</param>
    /// <param name="stop">Ends the run early, with a checkpoint.</param>
    public void Run(IProgressDisplay display, CancellationToken stop)
    {
        using var progress = new ProgressFile(folder.Progress, Trainer.TotalSteps);
        using var tensorBoard = new TensorBoardFile(folder.Root, Trainer.Step);
        display.Show(report => Loop(report, display.Interval, status => Record(status, progress, tensorBoard), stop));
    }

    /// <summary>Goes on where a checkpoint ends.</summary>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or does not fit.</exception>
    public void Restore(string checkpoint)
    {
        var header = Checkpoint.Read(checkpoint, Trainer.Load);
        earlier = header.Elapsed;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Trainer.Dispose();
        environments.Dispose();
        pool.Dispose();
    }

    private static void Record(TrainingStatus status, ProgressFile progress, TensorBoardFile tensorBoard)
    {
        progress.Add(status);
        if (!status.Filling)
            tensorBoard.Add(status);
    }

    private void Loop(Action<TrainingStatus> report, TimeSpan interval, Action<TrainingStatus> record, CancellationToken stop)
    {
        var recordInterval = TimeSpan.FromSeconds(5);
        var checkpointInterval = options.CheckpointEvery > 0 ? TimeSpan.FromMinutes(options.CheckpointEvery) : TimeSpan.MaxValue;
        sinceStart.Start();
        var meter = new PaceMeter(Trainer);
        var (nextReport, nextRecord, nextCheckpoint) = (TimeSpan.Zero, recordInterval, checkpointInterval);
        report(Status(meter));
        while (!Trainer.Done && !stop.IsCancellationRequested)
        {
            Trainer.Iterate();
            if (Trainer.Improved)
                (best ??= new()).Take(Trainer, Card());

            var now = sinceStart.Elapsed;
            if (now >= nextReport)
            {
                meter.Measure(now);
                report(Status(meter));
                nextReport = now + interval;
            }
            if (now >= nextRecord)
            {
                WarnInsteadOfFailing(() => record(Status(meter)));
                nextRecord = now + recordInterval;
            }
            if (now >= nextCheckpoint)
            {
                WarnInsteadOfFailing(WriteCheckpoint);
                nextCheckpoint = sinceStart.Elapsed + checkpointInterval;
            }
        }
        meter.Measure(sinceStart.Elapsed);
        report(Status(meter));
        record(Status(meter));
        WriteCheckpoint();
    }

    /// <summary>A full disk does not end hours of training: it goes on, says so, and tries again. Only the last checkpoint must succeed.</summary>
    private void WarnInsteadOfFailing(Action write)
    {
        try
        {
            write();
            warning = null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            warning = $"The run folder cannot be written to: {exception.Message} Training goes on; make room there.";
        }
    }

    private void WriteCheckpoint()
    {
        Checkpoint.Write(folder.LastCheckpoint, Header(), writer => Trainer.Save(writer, options.SaveReplay));
        best?.Write(folder, Header(), Trainer.Learner.Network);
        Card().Save(folder.LastWeights, Trainer.Learner.Network, Trainer.Player.ToArray());
        LearningCurve.Draw(folder.Progress, folder.Curve, $"{rom.Game.Name}, preset {options.Preset}, seed {options.Seed}");
    }

    private Checkpoint.Header Header() => new(rom.Game.Name, rom.Cartridge.Md5, options, earlier + sinceStart.Elapsed);

    private WeightsCard Card() => new(rom.Game.Name, rom.Cartridge.Md5, options with { Out = null, Rom = null }, Trainer.TotalSteps, Trainer.Updates, Trainer.Games.MeanScore);

    private TrainingStatus Status(PaceMeter meter) => new()
    {
        Filling = Trainer.Filling,
        FillSteps = Trainer.FillSteps,
        Prefill = options.Prefill,
        Step = Trainer.Step,
        Steps = options.Steps,
        TotalSteps = Trainer.TotalSteps,
        Updates = Trainer.Updates,
        Games = Trainer.Games.Games,
        ScoreWindow = Trainer.Games.Window,
        MeanScore = Trainer.Games.MeanScore,
        MeanReward = Trainer.Games.MeanReward,
        BestMeanScore = Trainer.Games.BestMeanScore,
        Epsilon = Trainer.Epsilon,
        Loss = Trainer.Loss,
        MeanQ = Trainer.MeanQ,
        StepsPerSecond = meter.StepsPerSecond,
        FramesPerSecond = meter.StepsPerSecond * frameSkip,
        UpdatesPerSecond = meter.UpdatesPerSecond,
        Elapsed = earlier + sinceStart.Elapsed,
        Warning = warning,
    };
}
