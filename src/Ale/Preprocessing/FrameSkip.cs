namespace DqnGpu.Ale;

/// <summary>
/// Repeats each action for <paramref name="frames"/> frames and sums their rewards; what is seen are the last two frames, because games
/// draw some objects on every other frame only (SB3's MaxAndSkipEnv).
/// </summary>
/// <remarks>
/// After a reset only one frame is seen. When the episode ends within the skip, the frame it ended on is seen alone; the Python
/// wrappers leave old frames in their buffers there, on which no learner relies.
/// </remarks>
internal sealed class FrameSkip(IGameWrapper inner, IAtariGame game, int frames, FramePooling pooling, ObservationMaker maker) : IFrameSkip
{
    private readonly byte[] _older = new byte[game.Screen.Length];
    private bool _single = true;

    public bool IsWatched { get; set; }

    public void Reset()
    {
        inner.Reset();
        _single = true;
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        int reward = 0;
        for (int i = 0; i < frames; i++)
        {
            if (i > 0 && i == frames - 1)
                game.Screen.CopyTo(_older);
            game.PaintsLater = i < frames - 2 && !IsWatched;
            GameStepOutcome outcome = inner.Step(action, strength);
            game.PaintsLater = false;
            reward += outcome.Reward;
            _single = frames == 1 || i < frames - 1;
            if (outcome.Done)
                return outcome with { Reward = reward };
        }
        return new GameStepOutcome(reward, Terminated: false, Truncated: false);
    }

    public void GetObservation(Span<byte> observation)
    {
        ReadOnlySpan<byte> newer = game.Screen;
        ReadOnlySpan<byte> older = _single || pooling == FramePooling.LastFrame ? newer : _older;
        maker.Make(older, newer, maxFirst: pooling != FramePooling.GrayThenMax, observation);
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
