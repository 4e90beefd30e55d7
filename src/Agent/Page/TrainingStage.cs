namespace DqnGpu.Agent;

/// <summary>A training under way, to be looked at.</summary>
/// <param name="setup">What is learned.</param>
public sealed class TrainingStage(GameSetup setup) : IStage, ITrainingObserver
{
    private readonly Questions questions = new();
    private readonly Lock gate = new();
    private readonly ManualResetEventSlim begun = new();
    private Trainer trainer = null!;
    private AtariVector games = null!;
    private StageAccess access = null!;
    private StageInfo? info;
    private GameRecorder?[] recorders = [];
    private TrainingStatus status;
    private bool hasStatus;
    private long step;

    /// <inheritdoc/>
    public bool ReadsValues => true;

    /// <inheritdoc/>
    public bool WantsPause => Paused;

    /// <summary>Set by whoever looks; a training under way holds at its next iteration.</summary>
    public bool Paused { get; set => Volatile.Write(ref field, value); }

    /// <inheritdoc/>
    public double Speed { get; set; }

    /// <inheritdoc/>
    public bool PlaysAtItsOwnPace => true;

    /// <inheritdoc/>
    public string? Ended { get; private set; }

    /// <inheritdoc/>
    public StageInfo Info
    {
        get
        {
            begun.Wait();
            return info!;
        }
    }

    /// <inheritdoc/>
    public GameSetup Setup => setup;

    /// <inheritdoc/>
    public TrainingStatus? Status
    {
        get
        {
            lock (gate)
                return hasStatus ? status : null;
        }
    }

    /// <inheritdoc/>
    public long GamesFinished => Status?.Games ?? 0;

    /// <inheritdoc/>
    public void Begin(Trainer trainer, AtariVector games)
    {
        (this.trainer, this.games) = (trainer, games);
        access = new(trainer.Device, trainer.Learner.Network, trainer.Player, trainer.Replay, trainer.Learner);
        info = StageInfo.Of("training", setup.Rom, games[0], games.Count, trainer.Device, trainer.Learner.Network);
        recorders = new GameRecorder?[games.Count];
        begun.Set();
    }

    /// <inheritdoc/>
    public void Iterated()
    {
        step++;
        var choice = trainer.Choice;
        var values = choice.Values;
        var actionCount = games.ActionCount;
        for (var e = 0; e < recorders.Length; e++)
        {
            if (Volatile.Read(ref recorders[e]) is not { } recorder)
                continue;
            if (!recorder.IsWanted)
            {
                recorder.Forget();
                continue;
            }
            recorder.Act(values.IsEmpty ? default : values.Slice(e * actionCount, actionCount), choice.Actions[e], choice.WasRandom(e), games.Result(e));
            var reached = recorder.Reach(step, games[e].Game.Screen);
            trainer.Replay.CopyNewestStack(e, reached.Stack);
        }
        if (questions.AreWaiting)
            questions.AnswerWithinShare(access);
    }

    /// <inheritdoc/>
    public void Report(in TrainingStatus status)
    {
        lock (gate)
            (this.status, hasStatus) = (status, true);
    }

    /// <inheritdoc/>
    public void Pause(CancellationToken stop) => questions.AnswerUntil(access, long.MaxValue, () => Paused && !stop.IsCancellationRequested);

    /// <inheritdoc/>
    public void End()
    {
        Ended = "The training has ended. The command `page` with its run folder shows what came of it.";
        questions.End(Ended);
    }

    /// <inheritdoc/>
    public GameRecorder Recorder(int game)
    {
        // Whoever looks comes on a thread of its own, and the screen itself is the playing thread's.
        var shape = new PlayedStepShape(Info.Screen.Height * Info.Screen.Width, trainer.Replay.StackLength, games.ActionCount);
        lock (gate)
            return recorders[game] ??= new(shape, setup.Options.Gamma);
    }

    /// <inheritdoc/>
    public Task<T> Ask<T>(Func<StageAccess, T> question) => questions.Ask(question);
}
