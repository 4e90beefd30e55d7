using System.Globalization;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale.Tests.Preprocessing;

/// <summary>What a frame of a scripted game does.</summary>
internal readonly record struct ScriptedFrame(int Reward = 0, int Lives = 0, bool GameOver = false, bool Truncated = false);

/// <summary>
/// A game that follows a script and writes down what is done to it: "R" for a reset, otherwise the action. Frame f of episode e
/// (both from 0, f = 0 is the frame of the reset) is filled with the palette index <see cref="Colour"/>.
/// </summary>
internal sealed class ScriptedGame(Func<int, int, ScriptedFrame> script) : IAtariGame
{
    private readonly byte[] _screen = new byte[210 * 160];
    private (int Episode, int Frame) _at = (-1, 0);
    private ScriptedFrame _now;

    public List<string> Log { get; } = [];

    /// <summary>False where a test counts allocations.</summary>
    public bool KeepsLog { get; init; } = true;

    public bool GameOver => _now.GameOver;

    public bool Truncated => _now.Truncated;

    public int Lives => _now.Lives;

    public int ScreenHeight => 210;

    public ReadOnlySpan<byte> Screen => _screen;

    public ReadOnlySpan<byte> Ram => _screen.AsSpan(0, 128);

    public TvFormat Format => TvFormat.Ntsc;

    public Palette Palette => Palette.Ntsc;

    public AtariStateDescription Description => new("", "scripted", 0, 0, _at.Frame, _at.Frame);

    /// <summary>All 128 colours in turn, in no order of brightness.</summary>
    public static byte Colour(int episode, int frame) => (byte)(((frame * 46) + (episode * 14)) & 254);

    /// <summary>Takes and clears the log.</summary>
    public string TakeLog()
    {
        string log = string.Join(' ', Log);
        Log.Clear();
        return log;
    }

    public void ResetGame()
    {
        if (KeepsLog)
            Log.Add("R");
        Show(_at.Episode + 1, 0);
    }

    /// <summary>Written down as "L" and the seed; the episodes begin anew.</summary>
    public void Reload(uint randomSeed)
    {
        if (KeepsLog)
            Log.Add($"L{randomSeed}");
        _at.Episode = -1;
    }

    public int Act(int action, float strength = 1)
    {
        if (KeepsLog)
            Log.Add(strength == 1 ? $"{action}" : string.Create(CultureInfo.InvariantCulture, $"{action}*{strength}"));
        if (GameOver || Truncated)
            return 0;
        Show(_at.Episode, _at.Frame + 1);
        return _now.Reward;
    }

    public int StateSize(bool includeRandom) => 2 * sizeof(int);

    public void SaveState(Span<byte> destination, bool includeRandom) => MemoryMarshal.Write(destination, in _at);

    public void LoadState(ReadOnlySpan<byte> source, bool includeRandom)
    {
        var (episode, frame) = MemoryMarshal.Read<(int, int)>(source);
        Show(episode, frame);
    }

    private void Show(int episode, int frame)
    {
        _at = (episode, frame);
        _now = script(episode, frame);
        _screen.AsSpan().Fill(Colour(episode, frame));
    }
}
