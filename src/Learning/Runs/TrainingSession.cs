using System.Diagnostics;
using DqnGpu.Ale;
using DqnGpu.Kernels;
using DqnGpu.Nn;

namespace DqnGpu.Agent;

/// <summary>A training run with everything around the trainer: games, device, run folder, progress, checkpoints.</summary>
public sealed class TrainingSession : IDisposable
{
    private readonly TrainingOptions options;
    private readonly RomChoice rom;
    private readonly WorkerPool pool;
    private readonly AtariVector environments;
    private readonly TrainingEvaluations? evaluations;
    private readonly Stopwatch sinceStart = new();
    private readonly int frameSkip;
    private TimeSpan earlier;
    private readonly BestAgent best;
    private readonly FailedWriters failed = new();
    private readonly GameSetup setup;
    private ITrainingObserver[] observers;
    private BestGameVideos? videos;
    private EvaluationsFile? evaluated;
    private int? evaluating;
    private long? snapshotStep;

    /// <summary>Allocates everything.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="rom">Game and cartridge.</param>
    /// <param name="device">Where the network runs; the caller disposes it.</param>
    /// <param name="place">Where the replay memory's frames lie: <see cref="ReplayPlacement.Choose(ReplayPlace, Device, ReplayShape)"/>.</param>
    /// <param name="observers">Who looks on.</param>
    /// <exception cref="OptionException">The replay memory does not fit into the machine's, or the game has no such mode or difficulty.</exception>
    public TrainingSession(TrainingOptions options, RomChoice rom, Device device, ReplayPlace place, params ITrainingObserver[] observers)
    {
        this.observers = observers;
        this.options = options;
        this.rom = rom;
        var preprocessing = options.ToPreprocessing();
        frameSkip = preprocessing.FrameSkip;
        ReplayBudget.Check(
            options.ToAtariReplay(), options.Prioritized, twice: place == ReplayPlace.Device && device.FreeMemory == 0, ReplayBudget.AvailableBytes());
        pool = new(options.Threads);
        setup = new(rom, options);
        environments = setup.CreateEnvironments(options.Envs, options.Seed, RandomStream.Environments, pool);
        Trainer = new(device, environments, options.ToNetwork(environments.ActionCount), options with { ReplayOn = place }, pool, observers.Any(observer => observer.ReadsValues));
        best = new(Trainer);
        if (options.EvaluateEvery > 0)
            evaluations = new(Trainer, setup, pool);
    }

    /// <summary>The algorithm.</summary>
    public Trainer Trainer { get; }

    /// <summary>Time that this process has trained for.</summary>
    public TimeSpan Elapsed => sinceStart.Elapsed;

    /// <summary>True when all is trained and evaluated.</summary>
    public bool IsDone(RunFolder folder) => Trainer.Done && !EvaluationsFile.IsDue(folder.Evaluations, Trainer.Step, options.EvaluateEvery);

    /// <summary>Trains until done or stopped, then writes a checkpoint.</summary>
    /// <param name="folder">The run's folder, claimed.</param>
    /// <param name="display">Shows the progress.</param>
    /// <param name="stop">Ends the run early, with a checkpoint.</param>
    /// <exception cref="IOException">Something could not be written at the end; the message says which checkpoint there is.</exception>
    /// <exception cref="DivergenceException">There is nothing more to learn; the message says which checkpoint there is from before.</exception>
    public void Run(RunFolder folder, IProgressDisplay display, CancellationToken stop)
    {
        if (!RunFolder.IsRun(folder.Root))
            AtomicFile.WriteText(folder.Options, OptionsFile.ToJson(options));
        using var progress = new ProgressFile(folder.Progress, Trainer.TotalSteps);
        using var tensorBoard = new TensorBoardFile(folder.Root, Trainer.Step);
        using var evaluated = this.evaluated = evaluations is null ? null : new EvaluationsFile(folder.Evaluations, Trainer.Step);
        if (options.Video)
            observers = [.. observers, videos = new(folder.Videos, setup, TimeSpan.FromHours(1))];
        display.Show(report =>
        {
            foreach (var observer in observers)
            {
                observer.Begin(Trainer, environments);
                report += status => observer.Report(status);
            }
            sinceStart.Start();
            var meter = new PaceMeter(Trainer);
            try
            {
                Loop(folder, report, display.Interval, meter, progress, tensorBoard, stop);
            }
            catch (DivergenceException exception)
            {
                report(Status(meter));
                throw new DivergenceException($"{exception.Message} Train anew with a smaller --learning-rate, or with --max-gradient-norm 10. {Kept(folder)}");
            }
            finally
            {
                foreach (var observer in observers)
                    observer.End();
            }
        });
        CheckVideos();
        if (failed.Reasons is { } reasons)
            throw new IOException($"{reasons} {Kept(folder)}");
    }

    /// <summary>Begins with the weights of another training.</summary>
    /// <exception cref="OptionException">They are of another network.</exception>
    public void StartFrom(TrainedAgent agent) => Trainer.Learner.SetParameters(agent.ParametersFor(Trainer.Learner.Network));

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
        evaluations?.Dispose();
        best.Dispose();
        Trainer.Dispose();
        environments.Dispose();
        pool.Dispose();
    }

    private void CheckVideos() => failed.Try("The video", () => videos?.Check());

    private void Record(TrainingStatus status, ProgressFile progress, TensorBoardFile tensorBoard)
    {
        failed.Try("progress.csv", () => progress.Add(status));
        if (!status.Filling)
            failed.Try("TensorBoard's file", () => tensorBoard.Add(status));
        CheckVideos();
    }

    private void Loop(
        RunFolder folder, Action<TrainingStatus> report, TimeSpan interval, PaceMeter meter, ProgressFile progress, TensorBoardFile tensorBoard, CancellationToken stop)
    {
        var recordInterval = TimeSpan.FromSeconds(5);
        var checkpointInterval = options.CheckpointEvery > 0 ? TimeSpan.FromMinutes(options.CheckpointEvery) : TimeSpan.MaxValue;
        var (nextReport, nextRecord, nextCheckpoint) = (TimeSpan.Zero, recordInterval, checkpointInterval);
        report(Status(meter));
        // What is there of later steps is made again.
        failed.Try("The snapshots", () => folder.Snapshots.RemoveAfter(Trainer.TotalSteps == 0 ? -1 : Trainer.Step));
        snapshotStep = folder.Snapshots.List().LastOrDefault()?.Step;
        TakeSnapshotIfDue(folder);
        // One that the run before did not bring to its end.
        EvaluateIfDue();
        while (!Trainer.Done && !stop.IsCancellationRequested)
        {
            var wasFilling = Trainer.Filling;
            Trainer.Iterate();
            if (Trainer.Improved && options.BestBy == BestBy.Training)
                best.Take(Card());
            foreach (var observer in observers)
                LetLookOn(observer, report, meter, stop);
            TakeSnapshotIfDue(folder);
            EvaluateIfDue();

            var now = sinceStart.Elapsed;
            if (wasFilling && !Trainer.Filling && options.CheckpointEvery > 0 && !File.Exists(folder.LastCheckpoint))
                nextCheckpoint = now;
            ReportIfDue();
            if (now >= nextRecord)
            {
                Record(Status(meter), progress, tensorBoard);
                nextRecord = now + recordInterval;
            }
            if (now >= nextCheckpoint)
            {
                WriteCheckpoint(folder);
                nextCheckpoint = sinceStart.Elapsed + checkpointInterval;
            }
        }
        meter.Measure(sinceStart.Elapsed);
        report(Status(meter));
        Record(Status(meter), progress, tensorBoard);
        WriteCheckpoint(folder);

        void ReportIfDue()
        {
            if (sinceStart.Elapsed < nextReport)
                return;
            meter.Measure(sinceStart.Elapsed);
            report(Status(meter));
            nextReport = sinceStart.Elapsed + interval;
        }

        void EvaluateIfDue()
        {
            if (evaluations is null || evaluated?.IsDue(Trainer.Step, options.EvaluateEvery) != true)
                return;
            var result = evaluations.Play(
                finished =>
                {
                    evaluating = finished;
                    ReportIfDue();
                },
                stop);
            evaluating = null;
            if (result is null)
                return;
            if (evaluated.Count(Trainer.Step, result) && options.BestBy == BestBy.Evaluation && Trainer.Step >= options.BestAfter)
                best.Take(Card());
            failed.Try("evaluations.csv", () => evaluated.Add(Status(meter), result));
            failed.Try("TensorBoard's file", () => tensorBoard.Add(Trainer.Step, result, evaluations.BestGame));
        }
    }

    private void LetLookOn(ITrainingObserver observer, Action<TrainingStatus> report, PaceMeter meter, CancellationToken stop)
    {
        observer.Iterated();
        if (!observer.WantsPause)
            return;
        report(Status(meter) with { Warning = "The training is paused on its page, where it is to be gone on with." });
        sinceStart.Stop();
        observer.Pause(stop);
        sinceStart.Start();
    }

    private void TakeSnapshotIfDue(RunFolder folder)
    {
        if (options.SnapshotEvery == 0 || Trainer.Step / options.SnapshotEvery <= snapshotStep / options.SnapshotEvery)
            return;
        snapshotStep = Trainer.Step;
        failed.Try("The snapshots", () =>
        {
            Card().Save(folder.Snapshots.FileOf(Trainer.Step), Trainer.Learner.Network, LearnerState.Values(Trainer.Player));
            folder.Snapshots.Thin(options.SnapshotEvery, options.SnapshotsSize * 1_000_000L);
        });
    }

    private void WriteCheckpoint(RunFolder folder)
    {
        failed.Try("The checkpoint", () => Checkpoint.Write(folder.LastCheckpoint, Header(), writer => Trainer.Save(writer, options.SaveReplay)));
        failed.Try("The best agent", () => best.Write(folder, Header()));
        failed.Try("last.safetensors", () => Card().Save(folder.LastWeights, Trainer.Learner.Network, Trainer.Player.ToArray()));
        foreach (var observer in observers)
            observer.Saved(folder, failed);
    }

    /// <summary>What there is to go on from, whatever has failed.</summary>
    private string Kept(RunFolder folder)
    {
        try
        {
            var step = 0L;
            Checkpoint.Read(folder.LastCheckpoint, reader => step = Trainer.ReadStep(reader));
            return $"The checkpoint of step {step:N0} is kept; to go on from it: {StartedAs.Line("resume", folder.FromHere)}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return "There is no checkpoint.";
        }
    }

    private Checkpoint.Header Header() => new(rom.Game.Name, rom.Cartridge.Md5, options, earlier + sinceStart.Elapsed);

    private WeightsCard Card() => new(rom.Game.Name, rom.Cartridge.Md5, options with { Out = null, Rom = null, Weights = null }, Trainer.TotalSteps, Trainer.Updates, Trainer.Games.MeanScore);

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
        Evaluating = evaluating,
        EvaluationGames = options.EvaluateGames,
        EvaluationMean = evaluated?.LastMean,
        BestEvaluationMean = evaluated?.BestMean,
        Warning = failed.Reasons is { } reasons ? $"{reasons} Training goes on; make room in the run folder." : null,
    };
}
