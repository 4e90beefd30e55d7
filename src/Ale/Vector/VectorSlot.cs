namespace DqnGpu.Ale;

/// <summary>What a slot does in the coming round.</summary>
internal enum SlotTask
{
    /// <summary>Plays a step, or is reset where that is due.</summary>
    Step,

    /// <summary>Begins a new game.</summary>
    NewGame,

    /// <summary>Begins a new game with a seed.</summary>
    NewGameOfSeed,

    /// <summary>Begins the next episode.</summary>
    Reset,

    /// <summary>Shows its latest observation once more.</summary>
    Show,
}

/// <summary>
/// One environment of a <see cref="VectorEnvironment"/>, touched by one thread at a time. Its observations are written to where they are asked for.
/// </summary>
internal sealed class VectorSlot
{
    private readonly AutoresetMode _autoreset;
    private readonly FrameStack? _stack;
    private readonly byte[] _finalObservation;
    private bool _resetIsDue;

    public VectorSlot(PreprocessedEnvironment environment, AutoresetMode autoreset, bool stacked)
    {
        Environment = environment;
        _autoreset = autoreset;
        PreprocessingOptions options = environment.Options;
        _stack = stacked ? new FrameStack(options.StackSize, options.StackStart, environment.ObservationSize) : null;
        ObservationShape = stacked ? [options.StackSize, .. environment.ObservationShape] : environment.ObservationShape;
        _finalObservation = new byte[_stack?.Size ?? environment.ObservationSize];
    }

    public PreprocessedEnvironment Environment { get; }

    /// <summary>The environment's, after the stack's size where there is one.</summary>
    public IReadOnlyList<int> ObservationShape { get; }

    /// <summary>Bytes of an observation.</summary>
    public int ObservationSize => _finalObservation.Length;

    /// <summary>A step may come next: an episode runs, or is going to be begun by the step.</summary>
    public bool MayStep => Environment.IsRunning || _resetIsDue;

    /// <summary>What to do in the coming round.</summary>
    public SlotTask Task { get; set; }

    /// <summary>What to play in the coming step.</summary>
    public int Action { get; set; }

    /// <summary>What to play instead of <see cref="Action"/>; null: that.</summary>
    public ContinuousAction? ContinuousAction { get; set; }

    /// <summary>The seed of a new game that is to have one.</summary>
    public ulong Seed { get; set; }

    /// <summary>What the last step gave.</summary>
    public StepResult Result { get; private set; }

    /// <summary>Of the last game that ended.</summary>
    public GameStatistics FinalStatistics { get; private set; }

    /// <summary>The last observation of the learner's last episode.</summary>
    public ReadOnlySpan<byte> FinalObservation => _finalObservation;

    /// <summary>Does its task and leaves the latest observation where it is wanted.</summary>
    public void Do(Span<byte> observation)
    {
        if (Task == SlotTask.Show)
            GetObservation(observation);
        else if (Task == SlotTask.Step && !_resetIsDue)
            Step(observation);
        else
            Begin(observation);
    }

    /// <summary>Writes the latest observation once more.</summary>
    public void GetObservation(Span<byte> observation)
    {
        if (_stack is null)
            Environment.GetObservation(observation);
        else
            _stack.CopyTo(observation);
    }

    public void Save(ref StateWriter state)
    {
        Environment.Save(ref state);
        _stack?.Save(ref state);
        Span<byte> observation = state.Take(ObservationSize);
        if (!observation.IsEmpty)
            GetObservation(observation);
        state.Write(_finalObservation);
        state.Write(FinalStatistics);
        Result.Save(ref state);
        state.Write(_resetIsDue);
    }

    public void Load(ref StateReader state, Span<byte> observation)
    {
        Environment.Load(ref state);
        _stack?.Load(ref state);
        state.Read(observation);
        state.Read(_finalObservation);
        FinalStatistics = state.Read<GameStatistics>();
        Result = StepResult.Load(ref state);
        _resetIsDue = state.Read<bool>();
    }

    private void Step(Span<byte> observation)
    {
        Span<byte> frame = Place(observation);
        Result = ContinuousAction is { } stick ? Environment.Step(stick, frame) : Environment.Step(Action, frame);
        _stack?.CopyTo(observation);
        if (Result.GameEnd)
            FinalStatistics = Environment.Statistics;
        if (!Result.NeedsReset)
            return;

        observation.CopyTo(_finalObservation);
        if (_autoreset == AutoresetMode.SameStep)
            BeginEpisode(observation, SlotTask.Reset);
        else
            _resetIsDue = _autoreset == AutoresetMode.NextStep;
    }

    private void Begin(Span<byte> observation)
    {
        BeginEpisode(observation, Task);
        Result = default;
    }

    private void BeginEpisode(Span<byte> observation, SlotTask how)
    {
        Span<byte> frame = Place(observation);
        if (how == SlotTask.NewGame)
            Environment.NewGame(frame);
        else if (how == SlotTask.NewGameOfSeed)
            Environment.Reset(frame, Seed);
        else
            Environment.Reset(frame);
        _stack?.Begin();
        _stack?.CopyTo(observation);
        _resetIsDue = false;
    }

    /// <summary>Where the environment writes its frame: the observation itself, or the newest of the stack.</summary>
    private Span<byte> Place(Span<byte> observation) => _stack is null ? observation : _stack.Advance();
}
