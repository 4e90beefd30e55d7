namespace DqnGpu.Ale;

/// <summary>One environment of a <see cref="VectorEnvironment"/> with its latest observation, touched by one thread at a time.</summary>
internal sealed class VectorSlot
{
    private readonly Autoreset _autoreset;
    private readonly FrameStack? _stack;
    private readonly byte[] _frame = new byte[PreprocessedEnvironment.FrameSize];
    private readonly byte[] _observation;
    private readonly byte[] _finalObservation;
    private bool _resetIsDue = true;

    public VectorSlot(PreprocessedEnvironment environment, Autoreset autoreset, bool stacked)
    {
        Environment = environment;
        _autoreset = autoreset;
        _stack = stacked ? new FrameStack(environment.Options.StackSize, environment.Options.StackStart) : null;
        _observation = new byte[_stack?.Size ?? PreprocessedEnvironment.FrameSize];
        _finalObservation = new byte[_observation.Length];
    }

    public PreprocessedEnvironment Environment { get; }

    /// <summary>What to play in the coming step.</summary>
    public int Action { get; set; }

    /// <summary>What the last step gave.</summary>
    public StepResult Result { get; private set; }

    /// <summary>Of the last game that ended.</summary>
    public GameStatistics FinalStatistics { get; private set; }

    /// <summary>Latest observation: a frame [84, 84] or a stack [K, 84, 84].</summary>
    public ReadOnlySpan<byte> Observation => _observation;

    /// <summary>The last observation of the learner's last episode.</summary>
    public ReadOnlySpan<byte> FinalObservation => _finalObservation;

    public void NewGame()
    {
        Environment.NewGame(_frame);
        BeginEpisode();
        Result = default;
    }

    public void Step()
    {
        if (_resetIsDue)
        {
            Environment.Reset(_frame);
            BeginEpisode();
            Result = default;
            return;
        }

        Result = Environment.Step(Action, _frame);
        _stack?.Push(_frame);
        ShowObservation();
        if (Result.GameEnd)
            FinalStatistics = Environment.Statistics;
        if (!Result.NeedsReset)
            return;

        _observation.CopyTo(_finalObservation, 0);
        if (_autoreset == Autoreset.SameStep)
        {
            Environment.Reset(_frame);
            BeginEpisode();
        }
        else
        {
            _resetIsDue = true;
        }
    }

    public void Save(ref StateWriter state)
    {
        Environment.Save(ref state);
        _stack?.Save(ref state);
        state.Write(_observation);
        state.Write(_finalObservation);
        state.Write(FinalStatistics);
        state.Write(Result);
        state.Write(_resetIsDue);
    }

    public void Load(ref StateReader state)
    {
        Environment.Load(ref state);
        _stack?.Load(ref state);
        state.Read(_observation);
        state.Read(_finalObservation);
        FinalStatistics = state.Read<GameStatistics>();
        Result = state.Read<StepResult>();
        _resetIsDue = state.Read<bool>();
    }

    private void BeginEpisode()
    {
        _stack?.Reset(_frame);
        ShowObservation();
        _resetIsDue = false;
    }

    private void ShowObservation()
    {
        if (_stack is null)
            _frame.CopyTo(_observation, 0);
        else
            _stack.CopyTo(_observation);
    }
}
