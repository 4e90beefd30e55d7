using DqnGpu.Ale;

namespace DqnGpu.Agent.Tests;

/// <summary>A game that nobody plays: black and silent, but white and beeping from one frame to another.</summary>
internal sealed class BeepingGame(TvFormat format, int from, int to) : IAtariGame
{
    /// <summary>The samples of one wave.</summary>
    public const int Wavelength = 40;

    public const byte Loudest = 248;

    private const byte White = 0x0E;

    private readonly byte[] screen = new byte[160 * 210];
    private int frame = -1;
    private int sample;

    public bool GameOver => false;

    public bool Truncated => false;

    public int Lives => 0;

    public int ScreenHeight => 210;

    public ReadOnlySpan<byte> Screen => screen;

    public ReadOnlySpan<byte> Ram => new byte[128];

    public TvFormat Format => format;

    public Palette Palette => Palette.Of(format);

    private bool Beeps => frame >= from && frame < to;

    public int Act(int action, float strength = 1)
    {
        frame++;
        screen.AsSpan().Fill(Beeps ? White : (byte)0);
        return 0;
    }

    public void GenerateSound(Span<byte> samples)
    {
        foreach (ref var value in samples)
            value = Beeps && sample++ % Wavelength < Wavelength / 2 ? Loudest : (byte)128;
    }

    public AtariStateDescription Description => throw new NotSupportedException();

    public void Reload(uint randomSeed) => throw new NotSupportedException();

    public void ResetGame() => throw new NotSupportedException();

    public int StateSize(bool includeRandom) => throw new NotSupportedException();

    public void SaveState(Span<byte> destination, bool includeRandom) => throw new NotSupportedException();

    public void LoadState(ReadOnlySpan<byte> source, bool includeRandom) => throw new NotSupportedException();
}
