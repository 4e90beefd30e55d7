namespace DqnGpu.Ale;

/// <summary>
/// One environment of a <see cref="VectorEnvironment"/>, touched by one thread at a time. Its observations are written to where they are asked for.
/// </summary>
internal sealed class VectorSlot
{
    private readonly Autoreset _autoreset;
    private readonly FrameStack? _stack;
    private readonly byte[] _finalObservation;
    private bool _resetIsDue = true;

    public VectorSlot(PreprocessedEnvironment environment, Autoreset autoreset, bool stacked)
    {
        Environment = environment;
        _autoreset = autoreset;
        _stack = stacked ? new FrameStack(environment.Options.StackSize, environment.Options.StackStart) : null;
        _finalObservation = new byte[_stack?.Size ?? PreprocessedEnvironment.FrameSize];
    }

    public PreprocessedEnvironment Environment { get; }

    /// <summary>Bytes of an observation.</summary>
    public int ObservationSize => _finalObservation.Length;

    /// <summary>What to play in the coming step.</summary>
    public int Action { get; set; }

    /// <summary>What the last step gave.</summary>
    public StepResult Result { get; private set; }

    /// <summary>Of the last game that ended.</summary>
    public GameStatistics FinalStatistics { get; private set; }

    /// <summary>The last observation of the learner's last episode.</summary>
    public ReadOnlySpan<byte> FinalObservation => _finalObservation;

    public void NewGame(Span<byte> observation)
    {
        Environment.NewGame(Place(observation));
        BeginEpisode(observation);
        Result = default;
    }

    public void Step(Span<byte> observation)
    {
        if (_resetIsDue)
        {
            Reset(observation);
            Result = default;
            return;
        }

        Result = Environment.Step(Action, Place(observation));
        _stack?.CopyTo(observation);
        if (Result.GameEnd)
            FinalStatistics = Environment.Statistics;
        if (!Result.NeedsReset)
            return;

        observation.CopyTo(_finalObservation);
        if (_autoreset == Autoreset.SameStep)
            Reset(observation);
        else
            _resetIsDue = true;
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

    private void Reset(Span<byte> observation)
    {
        Environment.Reset(Place(observation));
        BeginEpisode(observation);
    }

    private void BeginEpisode(Span<byte> observation)
    {
        _stack?.Begin();
        _stack?.CopyTo(observation);
        _resetIsDue = false;
    }

    /// <summary>Where the environment writes its frame: the observation itself, or the newest of the stack.</summary>
    private Span<byte> Place(Span<byte> observation) => _stack is null ? observation : _stack.Advance();
}
