using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>
/// A game on the console, with the interface and the exact semantics of the Arcade Learning Environment: after each action come the
/// reward, the screen, the RAM, the lives and whether the game is over. Nothing is allocated by <see cref="Act(int, float)"/>.
/// </summary>
/// <remarks>
/// Constructing it loads the cartridge and resets the game once, as ALE does, and once more where the options name a mode or a difficulty;
/// <see cref="ResetGame"/> starts the next episode.
/// </remarks>
public sealed class AtariEnvironment : IAtariGame
{
    /// <summary>Pixels per row.</summary>
    public const int ScreenWidth = 160;

    /// <summary>Bytes of RAM.</summary>
    public const int RamSize = 128;

    private const int NoopFramesOfReset = 60;
    private const int ResetSwitchFrames = 4;

    private readonly AtariConsole _console;
    private readonly int _livesAtConstruction;
    private readonly ColorAveraging? _averaging;
    private readonly byte[] _audio;
    private MersenneTwister _random;
    private EnvironmentState _state;

    /// <summary>Loads <paramref name="cartridge"/> as <paramref name="game"/> and resets it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option outside its range, or a mode or difficulty the game lacks.</exception>
    public AtariEnvironment(Cartridge cartridge, GameDefinition game, AtariEnvironmentOptions? options = null)
    {
        Options = options ?? new AtariEnvironmentOptions();
        Options.Validate();
        Cartridge = cartridge;
        Game = game;
        _console = new AtariConsole(cartridge, game.Console);
        RandomSeed = Options.RandomSeed ?? (uint)Random.Shared.NextInt64(1L << 32);
        _random = new MersenneTwister(RandomSeed);
        _averaging = Options.ColorAveraging ? new ColorAveraging(Palette.Of(_console.Format), _console.Screen.Length) : null;
        _audio = Options.Sound ? new byte[AudioSamples] : [];
        _state.Progress = game.Start;
        _livesAtConstruction = game.LivesOf(_state.Progress);
        _state.Mode = game.DefaultMode;
        ResetGame();
        if (Options.Mode is null && Options.Difficulty is null) return;
        if (Options.Mode is int mode) SetMode(mode);
        if (Options.Difficulty is int difficulty) SetDifficulty(difficulty);
        ResetGame();
    }

    /// <summary>
    /// Finds a game's cartridge on this machine, or takes the bundled one, and loads it. <see cref="RomLibrary"/>, which this asks, also
    /// tells which it is.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such game.</exception>
    /// <exception cref="RomNotFoundException">There is no cartridge of it.</exception>
    public static AtariEnvironment FromGame(string name, AtariEnvironmentOptions? options = null)
    {
        RomChoice choice = new RomLibrary().Find(name);
        return new AtariEnvironment(choice.Cartridge, choice.Game, options);
    }

    /// <summary>
    /// Loads a ROM file. By its MD5, not its name, it gets its game's rules; an unknown one is played without (<see cref="Game"/> is
    /// <see cref="GameDefinition.Generic"/>, its <see cref="GameDefinition.HasRules"/> false): no rewards, never over. The rules of a game
    /// for another dump of it: <c>new AtariEnvironment(Cartridge.Load(path), Games.Find("pong"))</c>.
    /// </summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no cartridge image.</exception>
    public static AtariEnvironment FromFile(string path, AtariEnvironmentOptions? options = null) =>
        FromCartridge(Cartridge.Load(path), options);

    /// <summary>Loads a ROM from a stream, up to its end, as <see cref="FromFile"/>.</summary>
    /// <exception cref="InvalidDataException">It is no cartridge image.</exception>
    public static AtariEnvironment FromStream(Stream rom, string name, AtariEnvironmentOptions? options = null)
    {
        using var bytes = new MemoryStream();
        rom.CopyTo(bytes);
        return FromCartridge(Cartridge.FromBytes(bytes.ToArray(), name), options);
    }

    /// <summary>
    /// A cartridge under the rules that <see cref="Games.OfCartridge"/> gives its MD5; perhaps none, see <see cref="FromFile"/>.
    /// </summary>
    public static AtariEnvironment FromCartridge(Cartridge cartridge, AtariEnvironmentOptions? options = null) =>
        new(cartridge, Games.OfCartridge(cartridge.Md5), options);

    /// <summary>The cartridge in the console.</summary>
    public Cartridge Cartridge { get; }

    /// <summary>The rules by which it is played.</summary>
    public GameDefinition Game { get; }

    /// <summary>How it is played.</summary>
    public AtariEnvironmentOptions Options { get; }

    /// <summary>Seed of the sticky actions since the cartridge was loaded, by the options, by <see cref="Reload"/>, or drawn.</summary>
    public uint RandomSeed { get; private set; }

    /// <summary>The game is over: what the console calls the end, not a limit on frames.</summary>
    public bool GameOver => _state.Progress.Terminal;

    /// <summary>The episode was cut off by the frame limit or, if asked for, by the loss of a life.</summary>
    public bool Truncated =>
        (Options.MaxFramesPerEpisode > 0 && _state.EpisodeFrameNumber >= Options.MaxFramesPerEpisode)
        || (Options.TruncateOnLossOfLife && Lives < _livesAtConstruction);

    /// <summary>Either; until the next reset no further frame is played.</summary>
    public bool EpisodeOver => GameOver || Truncated;

    /// <summary>Lives left, by the game's own count.</summary>
    public int Lives => Game.LivesOf(_state.Progress);

    /// <summary>Frames since construction, those of resets left out.</summary>
    public int FrameNumber => _state.FrameNumber;

    /// <summary>Frames since the last reset.</summary>
    public int EpisodeFrameNumber => _state.EpisodeFrameNumber;

    /// <summary>Rows of the screen: 210, or what the game's <see cref="ConsoleSettings"/> say; 250 with most PAL cartridges.</summary>
    public int ScreenHeight => _console.Rows;

    /// <summary>Palette indices, [<see cref="ScreenHeight"/>, <see cref="ScreenWidth"/>]. Overwritten by the next step.</summary>
    /// <remarks>Who asks must be the one who plays: to be asked may mean to play frames once more (<see cref="PaintsLater"/>).</remarks>
    public ReadOnlySpan<byte> Screen => _averaging is null ? _console.Screen : _averaging.Blend(_console.Screen, _console.PreviousScreen);

    /// <inheritdoc cref="AtariConsole.PaintsLater"/>
    public bool PaintsLater
    {
        get => _console.PaintsLater;
        set => _console.PaintsLater = value;
    }

    /// <summary>The <see cref="RamSize"/> bytes at 80..FF (hex).</summary>
    public ReadOnlySpan<byte> Ram => _console.Ram;

    /// <summary>Changes a byte of RAM (ALE: setRAM).</summary>
    /// <param name="index">0..127, CPU address 80 + index (hex).</param>
    /// <param name="value">Its new value.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are 128 bytes of RAM.</exception>
    public void SetRam(int index, byte value) => _console.WriteRam(index, value);

    /// <summary>The television format of this cartridge, never <see cref="TvFormat.AutoDetect"/>.</summary>
    public TvFormat Format => _console.Format;

    /// <summary>The colours of this cartridge's television format.</summary>
    public Palette Palette => Palette.Of(Format);

    /// <summary>
    /// Where the left paddle stands, from 0, turned fully to the left, to 1, fully to the right; the middle after a reset. NaN in a game of joysticks.
    /// </summary>
    public double PaddlePlace => Game.UsesPaddles ? Paddles.Place(_state.Paddles.Left, Game.PaddleMax) : double.NaN;

    /// <summary>How the left paddle must turn in the next frame to come to a place, or as near as one frame brings it.</summary>
    /// <param name="place">0..1, see <see cref="PaddlePlace"/>.</param>
    /// <returns>-1..1: the strength of an action to the left where it is negative, else of one to the right.</returns>
    public float TurnTowards(double place) => Paddles.TurnTowards(place, _state.Paddles.Left, Game.PaddleMax);

    /// <summary>The game's mode; a new one takes effect at the next <see cref="ResetGame"/>.</summary>
    public int Mode => _state.Mode;

    /// <summary>The difficulty switches; they take effect with the next frame.</summary>
    public int Difficulty => _state.Difficulty;

    /// <summary>The machine underneath, for diagnostics.</summary>
    public AtariConsole Console => _console;

    /// <summary>The memory that the game's rules read.</summary>
    public GameMemory Memory => new(_console);

    /// <exception cref="ArgumentOutOfRangeException">The game has no such mode.</exception>
    public void SetMode(int mode)
    {
        if (!Game.Modes.Contains(mode))
            throw new ArgumentOutOfRangeException(
                nameof(mode), mode, $"The modes of {Game.Name} are {string.Join(", ", Game.Modes)}.");
        _state.Mode = mode;
    }

    /// <exception cref="ArgumentOutOfRangeException">The game has no such difficulty.</exception>
    public void SetDifficulty(int difficulty)
    {
        if (!Game.Difficulties.Contains(difficulty))
            throw new ArgumentOutOfRangeException(
                nameof(difficulty), difficulty, $"The difficulties of {Game.Name} are {string.Join(", ", Game.Difficulties)}.");
        _state.Difficulty = difficulty;
    }

    /// <summary>
    /// Starts an episode: system reset, 60 frames untouched, the RESET switch, the game's mode, the RESET switch again, and the game's
    /// starting actions. RAM and timer carry over from before, so that two resets in a row need not look the same.
    /// </summary>
    public void ResetGame()
    {
        _state.EpisodeFrameNumber = 0;
        _state.Paddles.Centre(Game.PaddleMax);
        _console.SystemReset();
        Emulate(AtariAction.Noop, strength: 1, NoopFramesOfReset);
        SoftReset();
        _state.Progress = Game.Start;
        Game.SelectMode?.Invoke(this, _state.Mode);
        SoftReset();
        for (int i = 0; i < Game.StartingActions.Count; i++) Emulate(Game.StartingActions[i], strength: 1, frames: 1);
    }

    /// <summary>
    /// Loads the cartridge anew with another seed of the sticky actions: everything is as in a new environment with these options, mode and difficulty
    /// included (ALE: setInt("random_seed") and loadROM, which Gymnasium's reset(seed) calls before reset_game). Allocates a console for a moment.
    /// </summary>
    public void Reload(uint randomSeed)
    {
        var fresh = new AtariEnvironment(Cartridge, Game, Options with { RandomSeed = randomSeed });
        var state = new byte[StateSize(includeRandom: true)];
        fresh.SaveState(state, includeRandom: true);
        LoadState(state, includeRandom: true);
        RandomSeed = randomSeed;
    }

    /// <summary>
    /// Plays an action for <see cref="AtariEnvironmentOptions.FrameSkip"/> frames and returns the sum of their rewards. Frames after the
    /// end of the episode are not played and give 0.
    /// </summary>
    /// <param name="action">0..17, see <see cref="AtariAction"/>; 40 (RESET) is played as NOOP.</param>
    /// <param name="strength">How far a paddle turns, as a share of a full step, 0..1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No such action, or a strength outside 0..1 or NaN.</exception>
    public int Act(int action, float strength = 1)
    {
        if (!IsAction(action)) ThrowNoSuchAction(action);
        if (strength is not (>= 0 and <= 1)) ThrowNoSuchStrength(strength);
        long reward = 0;
        for (int frame = 0; frame < Options.FrameSkip; frame++)
        {
            if (_random.NextDouble() >= Options.RepeatActionProbability)
            {
                _state.LastAction = action;
                _state.LastStrength = strength;
            }
            // The second player's draw: it never acts, but it takes its number from the same generator.
            _random.NextDouble();
            reward += PlayFrame((AtariAction)_state.LastAction, _state.LastStrength);
        }
        _console.GenerateSound(_audio);
        return (int)Math.Clamp(reward, Options.RewardMin, Options.RewardMax);
    }

    /// <inheritdoc cref="Act(int, float)"/>
    public int Act(AtariAction action, float strength = 1) => Act((int)action, strength);

    /// <summary>Plays a stick and a button that are pressed more or less; see <see cref="AtariEnvironmentOptions.ContinuousActionThreshold"/>.</summary>
    /// <inheritdoc cref="Act(int, float)" path="/returns"/>
    /// <exception cref="ArgumentOutOfRangeException">A radius outside 0..1, or a value that is no number.</exception>
    public int Act(ContinuousAction action)
    {
        (AtariAction pressed, float strength) = action.ToAction(Options.ContinuousActionThreshold);
        return Act(pressed, strength);
    }

    /// <summary>Writes red, green, blue per pixel, [<see cref="ScreenHeight"/>, <see cref="ScreenWidth"/>, 3].</summary>
    public void GetScreenRgb(Span<byte> rgb) => Palette.ToRgb(Screen, rgb);

    /// <summary>Writes one byte of luminance per pixel, [<see cref="ScreenHeight"/>, <see cref="ScreenWidth"/>].</summary>
    public void GetScreenGrayscale(Span<byte> gray) => Palette.ToGrayscale(Screen, gray);

    /// <summary>Samples a second of <see cref="GetAudio"/>.</summary>
    public const int AudioSampleRate = AtariConsole.SoundSampleRate;

    /// <summary>Samples in <see cref="GetAudio"/>, about a sixtieth of a second.</summary>
    public const int AudioSamples = 512;

    /// <summary>
    /// The sound of the last step, as ALE's getAudio gives it: <see cref="AudioSamples"/> unsigned bytes, mono, at <see cref="AudioSampleRate"/> samples a
    /// second; 128 is silence, 248 the loudest. Overwritten by the next step.
    /// </summary>
    /// <remarks>
    /// They are made once a step, with the sound's registers as its last frame left them, and go on where those of the step before ended: frames that are
    /// skipped are not heard, and what changes within a frame is not. A step after the end of an episode sounds on. Before the first step all are 0 (where
    /// a reset plays steps to reach the game's mode, those count); a reset, and <see cref="LoadState"/>, leave them as they were. A state holds the sound:
    /// after it is loaded the next step sounds as it would have. (ALE's states do not.)
    /// </remarks>
    /// <exception cref="InvalidOperationException">The sound is off: <see cref="AtariEnvironmentOptions.Sound"/> is false.</exception>
    public ReadOnlySpan<byte> GetAudio() =>
        Options.Sound
            ? _audio
            : throw new InvalidOperationException($"{Game.Name} is played without sound: set {nameof(AtariEnvironmentOptions)}.{nameof(Options.Sound)} to hear it.");

    /// <inheritdoc cref="AtariConsole.GenerateSound"/>
    /// <remarks>Not with <see cref="AtariEnvironmentOptions.Sound"/>: both would take samples from the same sound.</remarks>
    public void GenerateSound(Span<byte> samples) => _console.GenerateSound(samples);

    /// <summary>Bytes that <see cref="SaveState"/> writes.</summary>
    public int StateSize(bool includeRandom) =>
        _console.StateSize + Marshal.SizeOf<EnvironmentState>() + (includeRandom ? MersenneTwister.StateSize : 0);

    /// <summary>Saves machine, game and counters, with <paramref name="includeRandom"/> also the generator of the sticky actions.</summary>
    /// <param name="destination">At least <see cref="StateSize"/> bytes.</param>
    /// <param name="includeRandom">Whether the sticky actions after a restore are the same ones again.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void SaveState(Span<byte> destination, bool includeRandom)
    {
        RequireLength(destination.Length, includeRandom);
        _console.SaveState(destination);
        destination = destination[_console.StateSize..];
        MemoryMarshal.Write(destination, in _state);
        if (includeRandom) _random.Save(destination[Marshal.SizeOf<EnvironmentState>()..]);
    }

    /// <summary>
    /// Restores what <see cref="SaveState"/> wrote for the same cartridge, with the same <paramref name="includeRandom"/>.
    /// </summary>
    /// <exception cref="ArgumentException">The source is too short.</exception>
    /// <exception cref="InvalidDataException">
    /// It is no state of this cartridge and game, or a damaged one; the game goes on as if it had not been loaded.
    /// </exception>
    public void LoadState(ReadOnlySpan<byte> source, bool includeRandom)
    {
        RequireLength(source.Length, includeRandom);
        ReadOnlySpan<byte> own = source[_console.StateSize..];
        var loaded = MemoryMarshal.Read<EnvironmentState>(own);
        if (!CanBe(loaded)) throw new InvalidDataException($"This state is not of {Game.Name}, or it is damaged.");
        MersenneTwister random = _random;
        if (includeRandom) random.Load(own[Marshal.SizeOf<EnvironmentState>()..]);
        _console.LoadState(source);
        _state = loaded;
        _random = random;
    }

    /// <inheritdoc/>
    public AtariStateDescription Description => new(Cartridge.Md5, Game.Name, Mode, Difficulty, FrameNumber, EpisodeFrameNumber);

    /// <summary>The state as an object that says what it is of (ALE: cloneState). <see cref="SaveState"/> does without one.</summary>
    /// <param name="includeRandom">Whether the sticky actions after a restore are the same ones again (ALE: include_rng).</param>
    public AtariState CloneState(bool includeRandom = false)
    {
        var content = new byte[StateSize(includeRandom)];
        SaveState(content, includeRandom);
        return new(Description, includeRandom, preprocessing: null, content);
    }

    /// <summary>Restores a state that <see cref="CloneState"/> made of the same game and cartridge (ALE: restoreState).</summary>
    /// <exception cref="InvalidDataException">It is a state of something else, and the message says of what; the game goes on as if it had not been loaded.</exception>
    public void RestoreState(AtariState state)
    {
        ReadOnlySpan<byte> content = state.ContentFor(Description, preprocessing: null);
        if (content.Length != StateSize(state.IncludesRandom))
            throw new InvalidDataException($"A state of {Game.Name} has {StateSize(state.IncludesRandom)} bytes; this one has {content.Length}.");
        LoadState(content, state.IncludesRandom);
    }

    /// <summary>Holds the RESET switch for four frames; the remembered action becomes NOOP.</summary>
    internal void SoftReset()
    {
        Emulate(AtariAction.Reset, strength: 1, ResetSwitchFrames);
        _state.LastAction = (int)AtariAction.Noop;
    }

    /// <summary>Holds the SELECT switch, then plays one frame of NOOP. The rules see only the latter.</summary>
    internal void PressSelect(int frames)
    {
        ConsoleInput input = Input(AtariAction.Noop);
        input.Switches |= ConsoleSwitches.Select;
        for (int i = 0; i < frames; i++) _console.Update(in input);
        Emulate(AtariAction.Noop, strength: 1, frames: 1);
        _state.FrameNumber++;
        _state.EpisodeFrameNumber++;
    }

    /// <summary>What the game's rules remember; a mode selection may have to tell them something.</summary>
    internal ref GameProgress Progress => ref _state.Progress;

    /// <summary>The generator of the sticky actions; one game's mode selection draws from it.</summary>
    internal uint NextRandom() => _random.Next();

    private int PlayFrame(AtariAction action, float strength)
    {
        if (EpisodeOver) return 0;
        bool illegal = action == AtariAction.Reset || (Game.FireIsIllegal && action.HasFire());
        Emulate(illegal ? AtariAction.Noop : action, strength, frames: 1);
        _state.FrameNumber++;
        _state.EpisodeFrameNumber++;
        return _state.Progress.Reward;
    }

    private void Emulate(AtariAction action, float strength, int frames)
    {
        for (int i = 0; i < frames; i++)
        {
            if (Game.UsesPaddles)
            {
                _state.Paddles.Left = Paddles.Turn(_state.Paddles.Left, action, strength, Game.PaddleMax);
                _state.Paddles.Right = Paddles.Turn(_state.Paddles.Right, AtariAction.Noop, strength, Game.PaddleMax);
            }
            ConsoleInput input = Input(action);
            _console.Update(in input);
            Game.Advance(ref _state.Progress, new GameMemory(_console));
        }
    }

    private ConsoleInput Input(AtariAction action)
    {
        var switches = ConsoleSwitches.Colour;
        if (action == AtariAction.Reset) switches |= ConsoleSwitches.Reset;
        if ((_state.Difficulty & 1) != 0) switches |= ConsoleSwitches.LeftDifficultyA;
        if ((_state.Difficulty & 2) != 0) switches |= ConsoleSwitches.RightDifficultyA;
        var input = new ConsoleInput { Switches = switches };
        if (Game.UsesPaddles)
        {
            input.PaddleResistance0 = _state.Paddles.Left;
            input.PaddleResistance1 = _state.Paddles.Right;
            if (action.HasFire()) input.PaddleButtons = PaddleButtons.Paddle0;
        }
        else
        {
            input.LeftJoystick = action.ToJoystick();
        }
        return input;
    }

    private void RequireLength(int length, bool includeRandom)
    {
        if (length < StateSize(includeRandom))
            throw new ArgumentException(
                $"A state {(includeRandom ? "with" : "without")} its random generator takes {StateSize(includeRandom)} bytes, not {length}.");
    }

    private bool CanBe(in EnvironmentState state) =>
        // The switches are at 0 in a new environment, also in a game that says they matter only elsewhere.
        Game.Modes.Contains(state.Mode) && (state.Difficulty == 0 || Game.Difficulties.Contains(state.Difficulty)) && IsAction(state.LastAction)
        && state.LastStrength is >= 0 and <= 1 && state.FrameNumber >= 0 && state.EpisodeFrameNumber >= 0
        && IsPosition(state.Paddles.Left) && IsPosition(state.Paddles.Right);

    private bool IsPosition(int paddle) => paddle >= Paddles.Min && paddle <= Game.PaddleMax;

    private static bool IsAction(int action) => (uint)action < AtariActions.Count || action == (int)AtariAction.Reset;

    private static void ThrowNoSuchStrength(float strength) =>
        throw new ArgumentOutOfRangeException(nameof(strength), strength, "A paddle turns by 0..1 of a full step.");

    private static void ThrowNoSuchAction(int action) =>
        throw new ArgumentOutOfRangeException(nameof(action), action, "Actions are 0..17, in ALE's order.");

    // What a saved state holds besides the machine and the random generator.
    private struct EnvironmentState
    {
        public GameProgress Progress;
        public Paddles Paddles;
        public int Mode;
        public int Difficulty;
        public int FrameNumber;
        public int EpisodeFrameNumber;
        public int LastAction;
        public float LastStrength;
    }
}
