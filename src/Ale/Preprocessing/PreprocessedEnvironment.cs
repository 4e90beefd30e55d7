namespace DqnGpu.Ale;

/// <summary>
/// An Atari game as a DQN sees it: one step is several frames, one observation a gray picture of 84 x 84 or what else
/// <see cref="PreprocessingOptions.Observation"/> says, actions are indices into the game's own set. Nothing is allocated by a step.
/// </summary>
/// <remarks>
/// From the inside out, each part where <see cref="PreprocessingOptions"/> asks for it: <see cref="GameMonitor"/>,
/// <see cref="NoOpReset"/> or <see cref="FireThenNoOps"/>, <see cref="LifeLossTerminal"/>, <see cref="FrameSkip"/> or <see cref="BufferedFrameSkip"/>,
/// <see cref="EpisodicLife"/>, <see cref="FireReset"/>; then <see cref="ObservationMaker"/> and the reward's sign. Observations are single frames: replay
/// keeps each once. <see cref="FrameStack"/> makes stacks of them.
/// </remarks>
public sealed class PreprocessedEnvironment
{
    /// <summary>Rows and columns of an observation, unless the options say otherwise.</summary>
    public const int FrameSide = AreaResize.Side;

    /// <summary>Bytes of an observation, [84, 84], unless the options say otherwise.</summary>
    public const int FrameSize = AreaResize.OutputSize;

    private readonly IAtariGame _game;
    private readonly AtariAction[] _actions;
    private readonly GameMonitor _monitor;
    private readonly IFrameSkip _frameSkip;
    private readonly EpisodicLife? _episodicLife;
    private readonly IGameWrapper _outermost;
    private readonly ObservationMaker _observation;
    private readonly Action<ulong>? _seedResets;
    private int _lives;
    private Phase _phase = Phase.NeverReset;

    /// <summary>Wraps a running game.</summary>
    /// <param name="game">The game; from now on only this environment may act on it.</param>
    /// <param name="actions">The action set, in ascending order; a step's action indexes it.</param>
    /// <param name="options">
    /// Which wrappers, and how. What concerns the emulator (sticky actions, frame limit) must have been given to <paramref name="game"/>.
    /// </param>
    /// <param name="seed">Seed of the number of no-op frames.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or an empty action set.</exception>
    public PreprocessedEnvironment(IAtariGame game, IReadOnlyList<AtariAction> actions, PreprocessingOptions options, ulong seed)
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfZero(actions.Count);
        Options = options;
        _game = game;
        _actions = [.. actions];
        _observation = new ObservationMaker(game, options.Observation);

        IGameWrapper wrapped = _monitor = new GameMonitor(game);
        bool aleResets = options.ResetSequence == ResetSequence.FireThenNoOps;
        if (aleResets)
        {
            bool fires = options.FireReset && _actions.Contains(AtariAction.Fire);
            var noOps = new FireThenNoOps(wrapped, fires, options.NoOpMax, options.MaxFramesPerEpisode, (uint)seed);
            _seedResets = newSeed => noOps.Seed((uint)newSeed);
            wrapped = noOps;
        }
        else if (options.NoOpMax > 0)
        {
            var noOps = new NoOpReset(wrapped, options.NoOpMax, seed);
            _seedResets = noOps.Seed;
            wrapped = noOps;
        }
        if (options.LifeLoss is LifeLoss.TerminalAndContinue or LifeLoss.TerminalAndReset)
            wrapped = new LifeLossTerminal(wrapped, game);
        wrapped = _frameSkip = options.Pooling == FramePooling.BufferedGrayThenMax
            ? new BufferedFrameSkip(wrapped, game, options.FrameSkip, _observation)
            : new FrameSkip(wrapped, game, options.FrameSkip, options.Pooling, _observation);
        if (options.LifeLoss == LifeLoss.EpisodicLife)
            wrapped = _episodicLife = new EpisodicLife(wrapped, game);
        if (options.FireReset && !aleResets && _actions.Length >= 3 && _actions[1] == AtariAction.Fire)
            wrapped = new FireReset(wrapped, _actions[1], _actions[2]);
        _outermost = wrapped;
    }

    /// <summary>Loads a cartridge into a new console and wraps it.</summary>
    /// <param name="cartridge">The cartridge.</param>
    /// <param name="game">Its rules; they choose the action set.</param>
    /// <param name="options">The preprocessing, with the emulator's sticky actions and frame limit.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions.</param>
    /// <param name="mode">The game's mode; null = its default.</param>
    /// <param name="difficulty">The difficulty switches; null = the game's default.</param>
    /// <param name="around">What is put around the console before it is wrapped; null: nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// An option outside its range, or a mode or difficulty that the game does not have.
    /// </exception>
    public static PreprocessedEnvironment Create(
        Cartridge cartridge, GameDefinition game, PreprocessingOptions options, ulong seed, int? mode = null, int? difficulty = null,
        Func<AtariEnvironment, IAtariGame>? around = null)
    {
        var emulator = new AtariEnvironmentOptions
        {
            RepeatActionProbability = options.RepeatActionProbability,
            // Those of ALE's resets are not counted: there a wrapper counts.
            MaxFramesPerEpisode = options.ResetSequence == ResetSequence.FireThenNoOps ? 0 : options.MaxFramesPerEpisode,
            RandomSeed = (uint)seed,
            Mode = mode,
            Difficulty = difficulty,
        };
        var actions = options.FullActionSet ? game.LegalActions : game.MinimalActions;
        var console = new AtariEnvironment(cartridge, game, emulator);
        return new PreprocessedEnvironment(around?.Invoke(console) ?? console, actions, options, seed);
    }

    /// <summary>How the game is preprocessed.</summary>
    public PreprocessingOptions Options { get; }

    /// <summary>The game underneath, for its screen in colour and its memory; acting on it would upset the game's books.</summary>
    public IAtariGame Game => _game;

    /// <summary>The action set: a step's action is an index into it.</summary>
    public ReadOnlySpan<AtariAction> Actions => _actions;

    /// <summary>Number of actions.</summary>
    public int ActionCount => _actions.Length;

    /// <summary>The shape of an observation: [84, 84] by default, [H, W], [H, W, 3] or [128].</summary>
    public IReadOnlyList<int> ObservationShape => _observation.Shape;

    /// <summary>Bytes of an observation.</summary>
    public int ObservationSize => _observation.Size;

    /// <summary>
    /// Called after every frame that is played, those within a step and those of NOOP and FIRE after a reset included, by the thread that plays it:
    /// <see cref="Game"/> then shows that frame. Null: nothing is called.
    /// </summary>
    public Action? FramePlayed
    {
        get => _monitor.FramePlayed;
        set
        {
            _monitor.FramePlayed = value;
            _frameSkip.IsWatched = value is not null;
        }
    }

    /// <summary>True score and length of the running game; of the finished one until the next real reset.</summary>
    public GameStatistics Statistics => _monitor.Statistics;

    /// <summary>
    /// Begins the next episode for the learner: a real reset if the game is over, cut off, or was not finished; after the loss of a life,
    /// what <see cref="LifeLoss"/> says. (SB3's EpisodicLifeEnv resets no running game at all, and neither does this then: see
    /// <see cref="NewGame"/>.)
    /// </summary>
    /// <param name="observation">Receives the first observation, <see cref="ObservationSize"/> bytes.</param>
    /// <exception cref="ArgumentException">Not the size of an observation.</exception>
    public void Reset(Span<byte> observation)
    {
        _observation.CheckSize(observation);
        bool playsOn = _phase == Phase.LostLife && Options.LifeLoss == LifeLoss.TerminalAndContinue;
        if (!playsOn)
            _outermost.Reset();
        _phase = Phase.Running;
        _lives = _game.Lives;
        _frameSkip.GetObservation(observation);
    }

    /// <summary>
    /// Loads the cartridge anew and begins a game, all with this seed: what follows is what follows the first reset of a new environment with it
    /// (Gymnasium: reset(seed)).
    /// </summary>
    /// <param name="observation">Receives the first observation, <see cref="ObservationSize"/> bytes.</param>
    /// <param name="seed">Seeds the no-op frames and the sticky actions.</param>
    /// <exception cref="ArgumentException">Not the size of an observation.</exception>
    public void Reset(Span<byte> observation, ulong seed)
    {
        _observation.CheckSize(observation);
        _game.Reload((uint)seed);
        _seedResets?.Invoke(seed);
        NewGame(observation);
    }

    /// <summary>Resets the game itself, finished or not.</summary>
    /// <inheritdoc cref="Reset(Span{byte})" path="/param"/>
    /// <inheritdoc cref="Reset(Span{byte})" path="/exception"/>
    public void NewGame(Span<byte> observation)
    {
        _observation.CheckSize(observation);
        _phase = Phase.NeverReset;
        _episodicLife?.Abandon();
        Reset(observation);
    }

    /// <summary>Plays one step.</summary>
    /// <param name="action">Index into <see cref="Actions"/>.</param>
    /// <param name="observation">Receives the observation after the step, <see cref="ObservationSize"/> bytes.</param>
    /// <exception cref="ArgumentException">Not the size of an observation.</exception>
    /// <exception cref="ArgumentOutOfRangeException">No such action.</exception>
    /// <exception cref="InvalidOperationException">The episode has ended or never begun: <see cref="Reset(Span{byte})"/> first.</exception>
    public StepResult Step(int action, Span<byte> observation)
    {
        if ((uint)action >= (uint)_actions.Length)
            throw new ArgumentOutOfRangeException(nameof(action), action, $"Actions are indices 0..{_actions.Length - 1} into the game's set.");
        return Step(_actions[action], strength: 1, observation);
    }

    /// <summary>
    /// Plays one step of a continuous action, which may be any of the 18; see <see cref="PreprocessingOptions.ContinuousActionThreshold"/>.
    /// </summary>
    /// <inheritdoc cref="Step(int, Span{byte})"/>
    /// <param name="action">Stick and button.</param>
    /// <param name="observation">Receives the observation after the step, <see cref="ObservationSize"/> bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A radius outside 0..1, or a value that is no number.</exception>
    public StepResult Step(ContinuousAction action, Span<byte> observation)
    {
        (AtariAction pressed, float strength) = action.ToAction(Options.ContinuousActionThreshold);
        return Step(pressed, strength, observation);
    }

    /// <summary>Writes the latest observation once more, for instance after <see cref="LoadState"/>.</summary>
    /// <param name="observation">Receives it, <see cref="ObservationSize"/> bytes.</param>
    /// <exception cref="ArgumentException">Not the size of an observation.</exception>
    public void GetObservation(Span<byte> observation)
    {
        _observation.CheckSize(observation);
        _frameSkip.GetObservation(observation);
    }

    /// <summary>It was reset, at least once.</summary>
    internal bool HasBegun => _phase != Phase.NeverReset;

    /// <summary>The episode runs: a step may come next.</summary>
    internal bool IsRunning => _phase == Phase.Running;

    /// <summary>Bytes of a saved state.</summary>
    public int StateSize
    {
        get
        {
            var count = StateWriter.Counting;
            Save(ref count);
            return count.Length;
        }
    }

    /// <summary>Saves everything on which further observations and rewards depend, all random generators included.</summary>
    /// <param name="destination">At least <see cref="StateSize"/> bytes.</param>
    public void SaveState(Span<byte> destination)
    {
        var writer = new StateWriter(destination);
        Save(ref writer);
    }

    /// <summary>Restores what <see cref="SaveState"/> wrote for the same cartridge and options.</summary>
    /// <exception cref="ArgumentException">Not the size of such a state.</exception>
    /// <exception cref="InvalidDataException">A state of another cartridge, or a damaged one.</exception>
    public void LoadState(ReadOnlySpan<byte> source)
    {
        if (source.Length != StateSize)
            throw new ArgumentException($"A state of this environment has {StateSize} bytes; got {source.Length}. Was it saved from another game or preprocessing?", nameof(source));
        var reader = new StateReader(source);
        Load(ref reader);
    }

    /// <summary>The state as an object that says what it is of, all random generators included. <see cref="SaveState"/> does without one.</summary>
    public AtariState CloneState()
    {
        var content = new byte[StateSize];
        SaveState(content);
        return new(_game.Description, includesRandom: true, OptionsText.Of(Options), content);
    }

    /// <summary>Restores a state that <see cref="CloneState"/> made of the same game, cartridge and options.</summary>
    /// <exception cref="InvalidDataException">It is a state of something else, and the message says of what.</exception>
    public void RestoreState(AtariState state)
    {
        ReadOnlySpan<byte> content = state.ContentFor(_game.Description, OptionsText.Of(Options));
        if (content.Length != StateSize)
            throw new InvalidDataException($"A state of this environment has {StateSize} bytes; this one has {content.Length}.");
        LoadState(content);
    }

    internal void Save(ref StateWriter writer)
    {
        _outermost.Save(ref writer);
        writer.Write(_lives);
        writer.Write(_phase);
    }

    internal void Load(ref StateReader reader)
    {
        _outermost.Load(ref reader);
        _lives = reader.Read<int>();
        var phase = reader.Read<Phase>();
        if (!Enum.IsDefined(phase))
            throw new InvalidDataException($"A saved environment cannot be in phase {phase}: the state is damaged.");
        _phase = phase;
    }

    private StepResult Step(AtariAction action, float strength, Span<byte> observation)
    {
        if (_phase != Phase.Running)
            throw new InvalidOperationException(
                _phase == Phase.NeverReset ? "Reset the environment before the first step." : "The episode has ended: reset the environment.");

        _observation.CheckSize(observation);
        GameStepOutcome outcome = _outermost.Step((int)action, strength);
        bool lifeLost = _game.Lives < _lives;
        _lives = _game.Lives;
        bool gameEnd = _game.GameOver || outcome.Truncated || (lifeLost && outcome.Done && Options.LifeLoss == LifeLoss.TerminalAndReset);
        _phase = gameEnd ? Phase.Ended : outcome.Done ? Phase.LostLife : Phase.Running;
        _frameSkip.GetObservation(observation);
        return new StepResult(
            Options.ClipReward ? Math.Sign(outcome.Reward) : outcome.Reward,
            outcome.Reward,
            outcome.Terminated,
            outcome.Truncated,
            gameEnd,
            lifeLost);
    }

    private enum Phase
    {
        NeverReset,
        Running,
        LostLife,
        Ended,
    }
}
