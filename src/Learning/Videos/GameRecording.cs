using DqnGpu.Ale;

namespace DqnGpu.Agent;

/// <summary>A game as its first state and the actions played: all it takes to play it again, frame by frame, for the console is deterministic.</summary>
public sealed class GameRecording
{
    private readonly byte[] start;
    private byte[] actions = new byte[1024];
    private int length;

    /// <summary>Makes room for a game; nothing is recorded yet.</summary>
    /// <param name="console">A console of that game.</param>
    public GameRecording(PreprocessedEnvironment console) => start = new byte[console.StateSize];

    /// <summary>True from <see cref="Begin"/> on.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The true score, once it is finished.</summary>
    public double Score { get; private set; }

    /// <summary>Agent steps of the training when it was finished.</summary>
    public long FinishedAt { get; private set; }

    /// <summary>Forgets what is recorded, and begins with the state that a console is in.</summary>
    public void Begin(PreprocessedEnvironment console)
    {
        console.SaveState(start);
        length = 0;
        HasBegun = true;
    }

    /// <summary>Adds a step. Its room grows by doubling: most steps allocate nothing.</summary>
    /// <param name="action">Index of the action, 0..255.</param>
    public void Add(int action)
    {
        if (length == actions.Length)
            Array.Resize(ref actions, 2 * length);
        actions[length++] = checked((byte)action);
    }

    /// <summary>Takes note of how it ended.</summary>
    /// <param name="score">Its true score.</param>
    /// <param name="step">Agent steps of the training so far.</param>
    public void Finish(double score, long step) => (Score, FinishedAt) = (score, step);

    /// <summary>Plays it again.</summary>
    /// <param name="console">A console of that game, with the same preprocessing.</param>
    /// <param name="framePlayed">Called after each frame.</param>
    /// <exception cref="InvalidDataException">It ended otherwise than it did: the console has another game or preprocessing.</exception>
    public void Replay(PreprocessedEnvironment console, Action framePlayed)
    {
        var frame = new byte[PreprocessedEnvironment.FrameSize];
        console.LoadState(start);
        console.FramePlayed = framePlayed;
        for (var i = 0; i < length; i++)
            if (console.Step(actions[i], frame) is { NeedsReset: true, GameEnd: false })
                console.Reset(frame);
        console.FramePlayed = null;
        if (console.Statistics.Score != Score)
            throw new InvalidDataException($"A game that scored {Score} scored {console.Statistics.Score} when it was played again.");
    }
}
