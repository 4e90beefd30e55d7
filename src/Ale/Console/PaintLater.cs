using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Frames that were played without being painted, so that they can be played once more, painted, should somebody want to see them after
/// all: the machine before the first of them, and what was pressed since.
/// </summary>
/// <remarks>
/// A frame leaves the rows that it does not reach as they were two frames ago. So its picture is as it should be only if it reached all rows, or
/// if all before it were painted. When both screens are as they should be, nothing has to be played again.
/// </remarks>
internal sealed class PaintLater
{
    /// <summary>As many frames as are remembered.</summary>
    public const int MostFrames = 16;

    private const int BothScreens = 3;

    private readonly ConsoleInput[] _inputs = new ConsoleInput[MostFrames];
    private readonly byte[] _ram = new byte[NativeConsoleMemory.RamSize];
    private ConsoleState _state;
    private int _paintedScreens;

    /// <summary>The frames since the remembered machine; 0: all is painted.</summary>
    public int Frames { get; private set; }

    /// <summary>What was pressed in them.</summary>
    public ReadOnlySpan<ConsoleInput> Inputs => _inputs.AsSpan(0, Frames);

    /// <summary>Remembers a machine between two frames, with its RAM.</summary>
    public void Begin(in ConsoleState state, ReadOnlySpan<byte> ram)
    {
        _state = state;
        ram.CopyTo(_ram);
        _paintedScreens = BothScreens;
    }

    /// <summary>Remembers a frame that is about to be played.</summary>
    public void Add(in ConsoleInput input) => _inputs[Frames++] = input;

    /// <summary>Says how the last frame ended, on screen <paramref name="screen"/>.</summary>
    public void Ended(int screen, bool isPainted)
    {
        _paintedScreens = isPainted ? _paintedScreens | 1 << screen : _paintedScreens & ~(1 << screen);
        if (_paintedScreens == BothScreens)
            Frames = 0;
    }

    /// <summary>Screen <paramref name="screen"/> shows what it should.</summary>
    public bool IsPainted(int screen) => Frames == 0 || (_paintedScreens >> screen & 1) != 0;

    /// <summary>Brings the remembered machine back.</summary>
    public void Restore(out ConsoleState state, Span<byte> ram)
    {
        state = _state;
        _ram.CopyTo(ram);
    }

    /// <summary>Forgets all: it is painted now, or both screens are new.</summary>
    public void Clear() => Frames = 0;
}
