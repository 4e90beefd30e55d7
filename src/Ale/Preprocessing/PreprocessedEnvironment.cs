namespace DqnGpu.Ale;

/// <summary>
/// An Atari game as a DQN sees it: one step is several frames, one observation a gray picture of 84 x 84, actions are indices into
/// the game's own set. Nothing is allocated by a step.
/// </summary>
/// <remarks>
/// From the inside out, each part where <see cref="PreprocessingOptions"/> asks for it: <see cref="GameMonitor"/>,
/// <see cref="NoOpReset"/>, <see cref="LifeLossTerminal"/>, <see cref="FrameSkip"/>, <see cref="EpisodicLife"/>, <see cref="FireReset"/>;
/// then <see cref="GrayConversion"/>, <see cref="AreaResize"/> and the reward's sign. Observations are single frames: replay keeps each
/// once. <see cref="FrameStack"/> makes stacks of them.
/// </remarks>
public sealed class PreprocessedEnvironment
{
    /// <summary>Rows and columns of an observation.</summary>
    public const int FrameSide = AreaResize.Side;

    /// <summary>Bytes of an observation, [84, 84].</summary>
    public const int FrameSize = AreaResize.OutputSize;

    private readonly IAtariGame _game;
    private readonly AtariAction[] _actions;
    private readonly GameMonitor _monitor;
    private readonly FrameSkip _frameSkip;
    private readonly EpisodicLife? _episodicLife;
    private readonly IGameWrapper _outermost;
    private readonly GrayConversion _gray;
    private readonly AreaResize _resize;
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
        _gray = GrayConversion.Of(game.Palette);
        _resize = new AreaResize(game.ScreenHeight);

        IGameWrapper wrapped = _monitor = new GameMonitor(game);
        if (options.NoOpMax > 0)
            wrapped = new NoOpReset(wrapped, options.NoOpMax, seed);
        if (options.LifeLoss is LifeLoss.TerminalAndContinue or LifeLoss.TerminalAndReset)
            wrapped = new LifeLossTerminal(wrapped, game);
        wrapped = _frameSkip = new FrameSkip(wrapped, game, options.FrameSkip);
        if (options.LifeLoss == LifeLoss.EpisodicLife)
            wrapped = _episodicLife = new EpisodicLife(wrapped, game);
        if (options.FireReset && _actions.Length >= 3 && _actions[1] == AtariAction.Fire)
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
            MaxFramesPerEpisode = options.MaxFramesPerEpisode,
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
    /// <param name="frame">Receives the first observation, [84, 84].</param>
    public void Reset(Span<byte> frame)
    {
        bool playsOn = _phase == Phase.LostLife && Options.LifeLoss == LifeLoss.TerminalAndContinue;
        if (!playsOn)
            _outermost.Reset();
        _phase = Phase.Running;
        _lives = _game.Lives;
        GetObservation(frame);
    }

    /// <summary>Resets the game itself, finished or not.</summary>
    /// <inheritdoc cref="Reset" path="/param"/>
    public void NewGame(Span<byte> frame)
    {
        _phase = Phase.NeverReset;
        _episodicLife?.Abandon();
        Reset(frame);
    }

    /// <summary>Plays one step.</summary>
    /// <param name="action">Index into <see cref="Actions"/>.</param>
    /// <param name="frame">Receives the observation after the step, [84, 84].</param>
    /// <exception cref="ArgumentOutOfRangeException">No such action.</exception>
    /// <exception cref="InvalidOperationException">The episode has ended or never begun: <see cref="Reset"/> first.</exception>
    public StepResult Step(int action, Span<byte> frame)
    {
        if (_phase != Phase.Running)
            throw new InvalidOperationException(
                _phase == Phase.NeverReset ? "Reset the environment before the first step." : "The episode has ended: reset the environment.");
        if ((uint)action >= (uint)_actions.Length)
            throw new ArgumentOutOfRangeException(nameof(action), action, $"Actions are indices 0..{_actions.Length - 1} into the game's set.");

        GameStepOutcome outcome = _outermost.Step((int)_actions[action]);
        bool lifeLost = _game.Lives < _lives;
        _lives = _game.Lives;
        bool gameEnd = _game.GameOver || _game.Truncated || (lifeLost && outcome.Done && Options.LifeLoss == LifeLoss.TerminalAndReset);
        _phase = gameEnd ? Phase.Ended : outcome.Done ? Phase.LostLife : Phase.Running;
        GetObservation(frame);
        return new StepResult(
            Options.ClipReward ? Math.Sign(outcome.Reward) : outcome.Reward,
            outcome.Reward,
            outcome.Terminated,
            outcome.Truncated,
            gameEnd,
            lifeLost);
    }

    /// <summary>Writes the latest observation once more, for instance after <see cref="LoadState"/>.</summary>
    /// <param name="frame">Receives the observation, [84, 84].</param>
    public void GetObservation(Span<byte> frame)
    {
        ReadOnlySpan<byte> newer = _frameSkip.Newer;
        ReadOnlySpan<byte> older = Options.Pooling == FramePooling.LastFrame ? newer : _frameSkip.Older;
        _resize.Resize(_gray, older, newer, Options.Pooling != FramePooling.GrayThenMax, frame, GrayConversion.BestPath);
    }

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

    private enum Phase
    {
        NeverReset,
        Running,
        LostLife,
        Ended,
    }
}
