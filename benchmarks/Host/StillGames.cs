using DqnGpu.Agent;

namespace DqnGpu.Benchmarks.Host;

/// <summary>Games that take no time: every step shows one of a few pictures; episodes of different lengths end all the time.</summary>
internal sealed class StillGames(int count) : IVectorEnvironment
{
    private const int Side = 84;
    private const int Pictures = 16;

    private readonly byte[] pictures = RandomPictures();
    private long step;

    public int Count => count;

    public int FrameHeight => Side;

    public int FrameWidth => Side;

    public int ActionCount => 6;

    public int StateSize => 0;

    public void Reset()
    {
    }

    public void BeginStep(ReadOnlySpan<int> actions) => step++;

    public void EndStep()
    {
    }

    public ReadOnlySpan<byte> Frame(int environment) => pictures.AsSpan((int)((step + environment) % Pictures) * Side * Side, Side * Side);

    public ReadOnlySpan<byte> FinalFrame(int environment) => Frame(environment);

    public EnvironmentStep Result(int environment)
    {
        var ended = (step + 37 * environment) % (200 + environment % 16) == 0;
        return new(Reward: 0, Terminal: ended, Truncated: false, GameEnded: ended, Score: 0, Frames: 1);
    }

    public void SaveState(Span<byte> destination)
    {
    }

    public void LoadState(ReadOnlySpan<byte> source)
    {
    }

    public void Dispose()
    {
    }

    private static byte[] RandomPictures()
    {
        var bytes = new byte[Pictures * Side * Side];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
