namespace DqnGpu.Ale;

/// <summary>
/// The resets of ALE's own vector environment: one frame of FIRE where the action set has it, then as many of NOOP as make 0..<paramref name="max"/> - 1 frames
/// in all (one where that is 0 and FIRE is pressed). The frame limit counts the frames after them. A game that ends among the NOOPs is reset and the rest
/// of them played.
/// </summary>
/// <param name="inner">The game.</param>
/// <param name="fires">FIRE is pressed.</param>
/// <param name="max">How many numbers of frames there are; 0 counts as 1.</param>
/// <param name="maxFrames">Frames after which an episode is truncated; 0: never.</param>
/// <param name="seed">Seed of the number of frames.</param>
internal sealed class FireThenNoOps(IGameWrapper inner, bool fires, int max, int maxFrames, uint seed) : IGameWrapper
{
    private MersenneTwister _random = new(seed);
    private int _frames;

    /// <summary>Begins the numbers of frames of a seed.</summary>
    public void Seed(uint seed) => _random = new MersenneTwister(seed);

    public void Reset()
    {
        inner.Reset();
        int left = (int)Below((uint)Math.Max(1, max));
        if (fires)
        {
            inner.Step((int)AtariAction.Fire);
            left--;
        }
        for (; left > 0; left--)
            if (inner.Step((int)AtariAction.Noop).Done)
                inner.Reset();
        _frames = 0;
    }

    public GameStepOutcome Step(int action, float strength = 1)
    {
        GameStepOutcome outcome = inner.Step(action, strength);
        _frames++;
        return outcome with { Truncated = outcome.Truncated || (maxFrames > 0 && _frames >= maxFrames && !outcome.Terminated) };
    }

    public void Save(ref StateWriter state)
    {
        inner.Save(ref state);
        Span<byte> random = state.Take(MersenneTwister.StateSize);
        if (!random.IsEmpty)
            _random.Save(random);
        state.Write(_frames);
    }

    public void Load(ref StateReader state)
    {
        inner.Load(ref state);
        _random.Load(state.Take(MersenneTwister.StateSize));
        _frames = state.Read<int>();
    }

    /// <summary>
    /// A uniform number below <paramref name="bound"/>: the upper half of a draw times it, drawn again where the lower half is one of the few that would
    /// make some numbers likelier (Lemire, "Fast Random Integer Generation in an Interval", 2019). So does the C++ library with which ALE is built on Linux.
    /// </summary>
    private uint Below(uint bound)
    {
        ulong product = (ulong)_random.Next() * bound;
        if ((uint)product < bound)
        {
            uint surplus = (0 - bound) % bound;
            while ((uint)product < surplus)
                product = (ulong)_random.Next() * bound;
        }
        return (uint)(product >> 32);
    }
}
