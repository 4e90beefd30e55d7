namespace DqnGpu.Ale;

/// <summary>
/// After a reset, plays 1..<paramref name="max"/> frames of NOOP, uniformly, so that episodes do not all begin alike (Mnih et al.,
/// "Human-level control through deep reinforcement learning", 2015; SB3's NoopResetEnv). A game that ends meanwhile is reset and the
/// rest of the frames is played.
/// </summary>
internal sealed class NoOpReset(IGameWrapper inner, int max, ulong seed) : IGameWrapper
{
    private ulong _random = seed;

    /// <summary>Begins the numbers of frames of a seed.</summary>
    public void Seed(ulong seed) => _random = seed;

    public void Reset()
    {
        inner.Reset();
        int frames = 1 + (int)(NextRandom() % (ulong)max);
        for (int i = 0; i < frames; i++)
            if (inner.Step((int)AtariAction.Noop).Done)
                inner.Reset();
    }

    public GameStepOutcome Step(int action, float strength = 1) => inner.Step(action, strength);

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        state.Write(_random);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        _random = state.Read<ulong>();
    }

    // SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): one number per episode.
    private ulong NextRandom()
    {
        ulong z = _random += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
