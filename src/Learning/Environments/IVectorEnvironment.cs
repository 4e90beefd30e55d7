namespace DqnGpu.Agent;

/// <summary>Several games side by side, stepped together: what the trainer plays. Observations are single gray frames.</summary>
/// <remarks>
/// A game that ends is reset within the same step: <see cref="FinalFrame"/> then is the last observation of the old episode and
/// <see cref="Frame"/> the first of the new one. Between <see cref="BeginStep"/> and <see cref="EndStep"/> nothing may be read; otherwise
/// several threads may read at once.
/// </remarks>
public interface IVectorEnvironment : IDisposable
{
    /// <summary>E, the number of games.</summary>
    int Count { get; }

    /// <summary>Rows of an observation.</summary>
    int FrameHeight { get; }

    /// <summary>Columns of an observation.</summary>
    int FrameWidth { get; }

    /// <summary>A, the number of actions.</summary>
    int ActionCount { get; }

    /// <summary>Starts the first episode of every game.</summary>
    void Reset();

    /// <summary>Starts one step of every game; may return before it is done.</summary>
    /// <param name="actions">[E], each 0..A-1.</param>
    void BeginStep(ReadOnlySpan<int> actions);

    /// <summary>Waits for the step that <see cref="BeginStep"/> started.</summary>
    void EndStep();

    /// <summary>The observation to act on next [H, W].</summary>
    ReadOnlySpan<byte> Frame(int environment);

    /// <summary>The observation that the last step led to [H, W]; differs from <see cref="Frame"/> where the step ended an episode.</summary>
    ReadOnlySpan<byte> FinalFrame(int environment);

    /// <summary>What the last step gave.</summary>
    EnvironmentStep Result(int environment);

    /// <summary>Bytes that <see cref="SaveState"/> writes.</summary>
    int StateSize { get; }

    /// <summary>Saves everything that later observations and rewards depend on.</summary>
    void SaveState(Span<byte> destination);

    /// <summary>Restores what <see cref="SaveState"/> wrote; <see cref="Frame"/> is as it was then.</summary>
    /// <exception cref="ArgumentException">The state is not of such games.</exception>
    void LoadState(ReadOnlySpan<byte> source);
}

/// <summary>What one step of one game gave.</summary>
/// <param name="Reward">The learner's reward, clipped where the preprocessing clips.</param>
/// <param name="Terminal">The episode is over: the final frame has no value.</param>
/// <param name="Truncated">The episode was cut off: the final frame has the value that the network gives it.</param>
/// <param name="GameEnded">A whole game is over or cut off (a lost life may end an episode, but not the game, unless the preprocessing then resets it).</param>
/// <param name="Score">True, unclipped score of the game so far.</param>
/// <param name="Frames">Emulated frames of the game so far.</param>
public readonly record struct EnvironmentStep(float Reward, bool Terminal, bool Truncated, bool GameEnded, double Score, int Frames)
{
    /// <summary>The next frame begins a new episode.</summary>
    public bool EpisodeEnded => Terminal || Truncated;
}
