using System.Collections.Immutable;
using System.Diagnostics;
using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A game on a console of its own, at the console's pace, that a person plays, or a network, or both in turns.</summary>
/// <remarks>
/// <see cref="Run"/> plays on one thread; everything else may be called on any. A <see cref="PreprocessedEnvironment"/> plays its steps whoever has the
/// controller, so the network, when it takes it, has seen the last frames as in training. A person has it from the very next frame on, the network from the
/// next step on. Sticky actions and the limit on a game's length are left out: a person's keys do what they say.
/// </remarks>
public sealed class PersonGame
{
    private const int ScoresKept = 20;

    // The few frames until a controller is handed over make no game a common one.
    private const double AloneFrom = 0.9;

    private readonly NetworkHand? network;
    private readonly PreprocessedEnvironment environment;
    private readonly FrameStack stack;
    private readonly int takesOverWith;
    private readonly object gate = new();
    private readonly SemaphoreSlim changed = new(0);
    private readonly byte[] shownScreen;
    private AtariEnvironment console = null!;
    private SteadyPace pace;
    private CancellationToken stop;
    private bool isBetweenEpisodes;
    private bool networkHolds;
    private long frames;
    private long gameFrames;
    private long networkFrames;

    // Behind the gate.
    private PlayState? shown;
    private PersonHands hands = PersonHands.Idle;
    private int firePresses;
    private bool networkIsWanted;
    private bool isPaused;
    private bool isOver;
    private bool restarts;
    private long seenAt;
    private int games;
    private ImmutableArray<int> yourScores = [];
    private ImmutableArray<int> networkScores = [];

    /// <summary>Switches a console on.</summary>
    /// <param name="setup">Game, cartridge and preprocessing.</param>
    /// <param name="network">What may take the controller; null: the person plays alone.</param>
    /// <param name="seed">Seed of the no-op starts.</param>
    /// <exception cref="OptionException">The game has no such mode or difficulty.</exception>
    public PersonGame(GameSetup setup, NetworkHand? network, ulong seed)
    {
        this.network = network;
        environment = setup.CreateEnvironment(Preprocessing(setup, network is not null), seed, around: made => new HandedConsole(console = made, PlayFrame));
        stack = new(environment.Options.StackSize, environment.Options.StackStart);
        takesOverWith = environment.Options.FireReset && environment.ActionCount > 1 && environment.Actions[1] == AtariAction.Fire ? 1 : 0;
        shownScreen = new byte[console.Screen.Length];
        FramesPerSecond = console.Format.FramesPerSecond();
    }

    /// <summary>The preprocessing of a console that a person plays.</summary>
    /// <param name="setup">Game and training options.</param>
    /// <param name="withNetwork">Games begin as the network has learned them to: with no-ops, and with FIRE where it is pressed for it.</param>
    public static PreprocessingOptions Preprocessing(GameSetup setup, bool withNetwork)
    {
        var learned = setup.Options.ToPreprocessing() with { RepeatActionProbability = 0, MaxFramesPerEpisode = 0 };
        return withNetwork
            ? learned with { LifeLoss = learned.LifeLoss == LifeLoss.TerminalAndReset ? LifeLoss.TerminalAndContinue : learned.LifeLoss }
            : learned with { NoOpMax = 0, FireReset = false, LifeLoss = LifeLoss.Ignored };
    }

    /// <summary>Rows of the picture.</summary>
    public int ScreenHeight => console.ScreenHeight;

    /// <summary>Bytes of the picture.</summary>
    public int ScreenLength => shownScreen.Length;

    /// <summary>The console's pace; infinite: as fast as it can.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>Without a look for so long, the game pauses.</summary>
    public TimeSpan PausesUnseenAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>After a game's end, FIRE begins the next only then: people still press it.</summary>
    public TimeSpan EndIsSeenFor { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Called at the beginning of every step, on the thread that plays, when the network has been shown the state [C, 84, 84].</summary>
    public Action<FrameStack>? StepBegins { get; init; }

    /// <summary>What the person does to the controller.</summary>
    public PersonHands Hands
    {
        get
        {
            lock (gate)
                return hands;
        }
        set => Change(() =>
        {
            if (value.Keys.HasFlag(Joystick.Fire) && !hands.Keys.HasFlag(Joystick.Fire))
                firePresses++;
            hands = value;
        });
    }

    /// <summary>Whether the network shall play; without one it never does.</summary>
    public bool NetworkIsWanted
    {
        set => Change(() => networkIsWanted = value);
    }

    /// <summary>Nothing moves.</summary>
    public bool Paused
    {
        set => Change(() => (isPaused, seenAt) = (value, Stopwatch.GetTimestamp()));
    }

    /// <summary>Ends the game and begins the next.</summary>
    public void Restart() => Change(() => (restarts, isPaused, seenAt) = (true, false, Stopwatch.GetTimestamp()));

    /// <summary>Waits for a picture after another.</summary>
    /// <param name="after">The one before; null: none.</param>
    /// <param name="screen">Receives the picture, palette indices [<see cref="ScreenLength"/>].</param>
    /// <param name="ending">Ends the wait.</param>
    /// <remarks>One caller at a time.</remarks>
    public async Task<PlayState> Look(PlayState? after, byte[] screen, CancellationToken ending)
    {
        while (true)
        {
            lock (gate)
            {
                seenAt = Stopwatch.GetTimestamp();
                if (shown != after)
                {
                    shownScreen.CopyTo(screen, 0);
                    return shown!;
                }
            }
            await changed.WaitAsync(ending);
        }
    }

    /// <summary>Plays until it is stopped.</summary>
    public void Run(CancellationToken stop)
    {
        this.stop = stop;
        seenAt = Stopwatch.GetTimestamp();
        using var waking = stop.Register(() => Change(() => { }));
        try
        {
            while (true)
                PlayGame();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private bool NetworkMayPlay => network is { Gone: null };

    private bool NetworkPlays
    {
        get
        {
            lock (gate)
                return networkIsWanted && NetworkMayPlay;
        }
    }

    private void PlayGame()
    {
        (gameFrames, networkFrames) = (0, 0);
        networkHolds = NetworkPlays;
        network?.Take(0);
        BeginEpisode(newGame: true);
        while (!TakeRestart())
        {
            Decide();
            var result = environment.Step(0, stack.Advance());
            if (result.GameEnd)
            {
                Count(environment.Statistics.Score);
                AwaitNextGame();
                return;
            }
            if (result.NeedsReset)
                BeginEpisode(newGame: false);
        }
    }

    private void BeginEpisode(bool newGame)
    {
        isBetweenEpisodes = true;
        if (newGame)
            environment.NewGame(stack.Advance());
        else
            environment.Reset(stack.Advance());
        isBetweenEpisodes = false;
        stack.Begin();
    }

    /// <summary>Who has the controller in the coming step.</summary>
    private void Decide()
    {
        var held = networkHolds;
        networkHolds = NetworkPlays;
        if (networkHolds && !held)
            // As after a reset: a ball that waits for FIRE is served.
            network!.Take(takesOverWith);
        else if (networkHolds)
            network!.Look(stack);
        StepBegins?.Invoke(stack);
    }

    /// <summary>Shows what the frame before has led to, waits until the next is due, and says what is done to the controller in it.</summary>
    private (AtariAction Action, float Strength) PlayFrame(AtariAction asked)
    {
        lock (gate)
        {
            Show();
            AwaitFrame();
            frames++;
            gameFrames++;
            if (!networkHolds || !NetworkPlays)
                return hands.On(console);
            networkFrames++;
        }
        return (isBetweenEpisodes ? asked : environment.Actions[network!.Action], 1);
    }

    private void AwaitFrame()
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            isPaused |= Stopwatch.GetElapsedTime(seenAt) > PausesUnseenAfter;
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), pace.Due);
            if (isPaused)
            {
                Show();
                Monitor.Wait(gate);
                pace.Restart();
            }
            else if (left > TimeSpan.Zero)
                Monitor.Wait(gate, WholeMilliseconds(left));
            else
                break;
        }
        pace.Next(FramesPerSecond);
    }

    private void AwaitNextGame()
    {
        lock (gate)
        {
            isOver = true;
            var ended = Stopwatch.GetTimestamp();
            var pressesBefore = firePresses;
            while (!restarts)
            {
                Show();
                stop.ThrowIfCancellationRequested();
                var left = EndIsSeenFor - Stopwatch.GetElapsedTime(ended);
                if (left > TimeSpan.Zero)
                    pressesBefore = firePresses;
                else if (NetworkPlays || firePresses > pressesBefore)
                    break;
                Monitor.Wait(gate, left > TimeSpan.Zero ? WholeMilliseconds(left) : Timeout.Infinite);
            }
            (isOver, restarts) = (false, false);
        }
    }

    private bool TakeRestart()
    {
        lock (gate)
        {
            var wanted = restarts;
            restarts = false;
            return wanted;
        }
    }

    private void Count(int score)
    {
        lock (gate)
        {
            games++;
            var networksShare = (double)networkFrames / gameFrames;
            if (networksShare >= AloneFrom)
                networkScores = Newest(networkScores.Add(score));
            else if (networksShare <= 1 - AloneFrom)
                yourScores = Newest(yourScores.Add(score));
        }
    }

    private static ImmutableArray<int> Newest(ImmutableArray<int> scores) => scores.Length > ScoresKept ? scores[^ScoresKept..] : scores;

    private void Show()
    {
        console.Screen.CopyTo(shownScreen);
        shown = new(
            frames, environment.Statistics.Score, console.Lives, games, NetworkPlays, NetworkMayPlay, networkHolds && NetworkPlays ? network!.Values : null,
            yourScores, networkScores, isOver, isPaused);
        if (changed.CurrentCount == 0)
            changed.Release();
    }

    private void Change(Action change)
    {
        lock (gate)
        {
            change();
            Monitor.PulseAll(gate);
        }
    }

    private static int WholeMilliseconds(TimeSpan time) => (int)Math.Ceiling(time.TotalMilliseconds);
}
