namespace DqnGpu.Ale;

/// <summary>
/// Repeats each action for <paramref name="frames"/> frames and sums their rewards; what is seen are the last two frames, because games
/// draw some objects on every other frame only (SB3's MaxAndSkipEnv).
/// </summary>
/// <remarks>
/// After a reset only one frame is seen. When the episode ends within the skip, the frame it ended on is seen alone; the Python
/// wrappers leave old frames in their buffers there, on which no learner relies.
/// </remarks>
internal sealed class FrameSkip(IGameWrapper inner, IAtariGame game, int frames) : IGameWrapper
{
    private readonly byte[] _older = new byte[game.Screen.Length];
    private bool _single = true;

    /// <summary>Somebody looks at each frame, not only at the two that are seen.</summary>
    public bool IsWatched { get; set; }

    /// <summary>The last frame but one, palette indices; the last one itself where only one frame is to be seen.</summary>
    public ReadOnlySpan<byte> Older => _single ? game.Screen : _older;

    /// <summary>The last frame, palette indices.</summary>
    public ReadOnlySpan<byte> Newer => game.Screen;

    public void Reset()
    {
        inner.Reset();
        _single = true;
    }

    public GameStepOutcome Step(int action)
    {
        int reward = 0;
        for (int i = 0; i < frames; i++)
        {
            if (i > 0 && i == frames - 1)
                game.Screen.CopyTo(_older);
            game.PaintsLater = i < frames - 2 && !IsWatched;
            GameStepOutcome outcome = inner.Step(action);
            game.PaintsLater = false;
            reward += outcome.Reward;
            _single = frames == 1 || i < frames - 1;
            if (outcome.Done)
                return outcome with { Reward = reward };
        }
        return new GameStepOutcome(reward, Terminated: false, Truncated: false);
    }

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        state.Write(_single);
        state.Write(_older);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        _single = state.Read<bool>();
        state.Read(_older);
    }
}
