namespace DqnGpu.Ale;

/// <summary>A number read from a game's memory, such as its score or lives.</summary>
public delegate int GameReading(GameMemory ram);

/// <summary>A condition on a game's memory, such as "game over".</summary>
public delegate bool GameCondition(GameMemory ram);

/// <summary>The rules of one frame: reads memory, sets reward, terminal and lives.</summary>
public delegate void GameStep(ref GameProgress progress, GameMemory ram);

/// <summary>Presses the console's switches (and sometimes the stick) until the game is in the wanted mode.</summary>
public delegate void ModeSelection(AtariEnvironment environment, int mode);

/// <summary>
/// A game as the Arcade Learning Environment defines it: which cartridge, how the console must be set up for it, which actions matter,
/// and how reward, end and lives are read from the machine's memory after every frame.
/// </summary>
/// <remarks>
/// Most games are three readings (<see cref="Score"/>, <see cref="Terminal"/>, <see cref="Lives"/>): the reward is the change of the score.
/// The others give <see cref="Step"/> instead. Rules run every frame, also during the frames of a reset.
/// </remarks>
/// <param name="Name">Snake-case name as ALE writes it: <c>space_invaders</c>.</param>
/// <param name="Md5">MD5 of the cartridge image, 32 hex digits in lower case; empty for <see cref="Generic"/>.</param>
public sealed record GameDefinition(string Name, string Md5)
{
    /// <summary>False where nothing says what reward, end and lives are: such a game gives no reward and never ends.</summary>
    public bool HasRules { get; init; } = true;

    /// <summary>Format, shown lines, controllers and the like.</summary>
    public ConsoleSettings Console { get; init; } = new();

    /// <summary>The actions that do something different in this game, ascending.</summary>
    public IReadOnlyList<AtariAction> MinimalActions { get; init; } = ActionSets.All;

    /// <summary>Every action the environment takes, 0..17 in each game.</summary>
    public IReadOnlyList<AtariAction> LegalActions => ActionSets.All;

    /// <summary>True where the fire button would leave the game, so that every action with FIRE is played as NOOP.</summary>
    public bool FireIsIllegal { get; init; }

    /// <summary>Played at the end of each reset, one frame each.</summary>
    public IReadOnlyList<AtariAction> StartingActions { get; init; } = [];

    /// <summary>Modes that <see cref="AtariEnvironment.SetMode"/> takes, ascending.</summary>
    public IReadOnlyList<int> Modes { get; init; } = [0];

    /// <summary>The mode of a new environment.</summary>
    public int DefaultMode => Modes[0];

    /// <summary>How a reset reaches a mode; null where the game has one mode and nothing needs to be pressed.</summary>
    public ModeSelection? SelectMode { get; init; }

    /// <summary>Settings of the two difficulty switches that matter: bit 0 = left at A, bit 1 = right at A.</summary>
    public IReadOnlyList<int> Difficulties { get; init; } = [0];

    /// <summary>Largest paddle resistance, in ohms.</summary>
    public int PaddleMax { get; init; } = Paddles.DefaultMax;

    /// <summary>What a paddle steers moves up the screen when it is turned right; elsewhere, to the right.</summary>
    public bool PaddleRises { get; init; }

    /// <summary>The score whose change is the reward.</summary>
    public GameReading Score { get; init; } = _ => 0;

    /// <summary>True when the game is over.</summary>
    public GameCondition Terminal { get; init; } = _ => false;

    /// <summary>Lives left while the game runs.</summary>
    public GameReading Lives { get; init; } = _ => 1;

    /// <summary>True for the games that report their lives even when the game is over; the others report 0 then.</summary>
    public bool LivesSurviveTheEnd { get; init; }

    /// <summary>
    /// Replaces <see cref="Score"/>, <see cref="Terminal"/> and <see cref="Lives"/> where the rules need more than three readings.
    /// </summary>
    public GameStep? Step { get; init; }

    /// <summary>Progress at the start of an episode, before any frame.</summary>
    public GameProgress Start { get; init; } = new() { Lives = 1 };

    /// <summary>Rules for a cartridge that is no known game: all 18 actions, no reward, never over, no lives.</summary>
    public static GameDefinition Generic { get; } = new("generic", "")
    {
        HasRules = false,
        Lives = _ => 0,
        Start = default,
    };

    /// <summary>The console takes paddles instead of a joystick on at least one port.</summary>
    public bool UsesPaddles => Console.LeftController == Controller.Paddles || Console.RightController == Controller.Paddles;

    /// <summary>Lives as the agent is told them.</summary>
    public int LivesOf(in GameProgress progress) => progress.Terminal && !LivesSurviveTheEnd ? 0 : progress.Lives;

    /// <summary>Applies the rules to the memory as the frame just emulated left it.</summary>
    internal void Advance(ref GameProgress progress, GameMemory ram)
    {
        if (Step is not null)
        {
            Step(ref progress, ram);
            return;
        }
        progress.ScoreBecomes(Score(ram));
        progress.Terminal = Terminal(ram);
        progress.Lives = Lives(ram);
    }
}
