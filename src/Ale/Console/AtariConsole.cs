namespace DqnGpu.Ale;

/// <summary>An Atari 2600 with a cartridge in it, whose frames equal those of ALE 0.12.1.</summary>
public sealed class AtariConsole
{
    private readonly byte[] _screen;
    private readonly byte[] _ram = new byte[128];

    /// <summary>Switches the console on: fills its memory, finds the television format, resets the machine.</summary>
    public AtariConsole(Cartridge cartridge, ConsoleSettings settings)
    {
        Cartridge = cartridge;
        Settings = settings;
        Rows = settings.Rows;
        Format = TvFormat.Ntsc;
        _screen = new byte[Rows * 160];
    }

    /// <summary>The cartridge.</summary>
    public Cartridge Cartridge { get; }

    /// <summary>How the console is wired.</summary>
    public ConsoleSettings Settings { get; }

    /// <summary>The television format in use, never <see cref="TvFormat.AutoDetect"/>.</summary>
    public TvFormat Format { get; private set; }

    /// <summary>The number of lines on <see cref="Screen"/>.</summary>
    public int Rows { get; private set; }

    /// <summary>The last frame: <see cref="Rows"/> x 160 palette indices, row by row.</summary>
    public ReadOnlySpan<byte> Screen => _screen;

    /// <summary>The 128 bytes of RAM, CPU addresses $80..$FF.</summary>
    public ReadOnlySpan<byte> Ram => _ram;

    /// <summary>Lines of the last finished frame.</summary>
    public int ScanlinesOfLastFrame { get; private set; }

    /// <summary>CPU cycles since the last update's frame began.</summary>
    public int CyclesSinceUpdate { get; private set; }

    /// <summary>The CPU's program counter, 16 bits.</summary>
    public int ProgramCounter { get; private set; }

    /// <summary>A JAM opcode was met.</summary>
    public bool IllegalOpcodeSeen { get; private set; }

    /// <summary>The number of bytes of <see cref="SaveState"/>.</summary>
    public int StateSize => 0;

    /// <summary>Resets the machine; RAM is kept.</summary>
    public void SystemReset()
    {
    }

    /// <summary>Emulates to the end of the frame, or 25,000 instructions if no frame ends within them.</summary>
    public void Update(in ConsoleInput input)
    {
    }

    /// <summary>The byte that the CPU would read, from the console's RAM ($80..$FF) or the cartridge's RAM, without side effects.</summary>
    public byte Peek(ushort address) => _ram[address & 127];

    /// <summary>Writes the whole state.</summary>
    public void SaveState(Span<byte> destination)
    {
    }

    /// <summary>Restores what <see cref="SaveState"/> wrote.</summary>
    public void LoadState(ReadOnlySpan<byte> source)
    {
    }
}
