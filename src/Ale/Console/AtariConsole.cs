using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>An Atari 2600 with a cartridge in it, whose frames equal those of ALE 0.12.1.</summary>
/// <remarks>
/// A thin owner: the machine is <see cref="ConsoleState"/> and a block of bytes, stepped by <see cref="ConsoleStep"/>. One
/// thread at a time may use a console; different consoles share nothing.
/// </remarks>
public sealed unsafe class AtariConsole
{
    /// <summary>Samples of sound a second, for the pitch that a television of 60 Hz has: ALE's 31,400.</summary>
    public const int SoundSampleRate = 31_400;

    // Pinned for the console's life, so that the machine can hold pointers.
    private readonly byte[] _rom;
    private readonly byte[] _own = GC.AllocateArray<byte>(NativeConsoleMemory.OwnSize, pinned: true);
    private readonly BankType _bankType;
    private readonly TranslatedProgram? _program;
    private readonly PaintLater _later = new();
    private ConsoleState _state;
    private TiaSound _sound = TiaSound.AtPowerOn;
    private MersenneTwister _random;

    /// <summary>
    /// Switches the console on: fills its RAM with random bytes, finds the television format by running 60 frames if it is not given, and
    /// resets the machine.
    /// </summary>
    /// <param name="cartridge">The game.</param>
    /// <param name="settings">How the console is wired.</param>
    /// <exception cref="ArgumentOutOfRangeException">The shown lines do not fit: at least 200 rows that end by line 300.</exception>
    /// <exception cref="InvalidDataException">The forced bank type does not fit the cartridge's size.</exception>
    public AtariConsole(Cartridge cartridge, ConsoleSettings settings)
    {
        if (settings.Rows is < 200 or > Tia.RowsPerScreen || settings.YStart < 0 || settings.YStart + settings.Rows > Tia.RowsPerScreen)
            throw new ArgumentOutOfRangeException(
                nameof(settings),
                $"{settings.Rows} rows from line {settings.YStart} on: expected at least 200 rows that end by line {Tia.RowsPerScreen}.");
        _bankType = settings.BankType ?? cartridge.BankType;
        if (!Cartridge.HasSizeOf(_bankType, cartridge.Bytes.Length))
            throw new InvalidDataException(
                $"{cartridge.Name}: {cartridge.Bytes.Length} bytes cannot be a cartridge of type {_bankType}.");

        Cartridge = cartridge;
        Settings = settings;
        _rom = cartridge.PinnedImage;
        _program = settings.Interpret ? null : cartridge.TranslatedFor(_bankType);
        _random = new MersenneTwister(settings.SystemSeed);
        for (var i = 0; i < 128; i++)
            _own[i] = (byte)_random.Next();
        DrawTimer();

        _state.YStart = settings.YStart;
        _state.Rows = settings.Rows;
        _state.HmoveBlanksAllowed = settings.HmoveBlanks ? 1 : 0;
        _state.Dpc.Random = 1;

        // Until the format is known, limits are NTSC's.
        SetFormat(settings.Format == TvFormat.Pal);
        if (settings.Format == TvFormat.AutoDetect)
        {
            SystemReset();
            SetFormat(RunsLikePal());
        }
        if (Format == TvFormat.Pal && settings.Rows == 210)
            _state.Rows = 250;
        SystemReset();
    }

    /// <summary>The cartridge.</summary>
    public Cartridge Cartridge { get; }

    /// <summary>How the console is wired.</summary>
    public ConsoleSettings Settings { get; }

    /// <summary>The television format in use, never <see cref="TvFormat.AutoDetect"/>.</summary>
    public TvFormat Format { get; private set; }

    /// <summary>The number of lines on <see cref="Screen"/>.</summary>
    public int Rows => _state.Rows;

    /// <summary>
    /// The screen that is being drawn to, as ALE shows it after an update: <see cref="Rows"/> x 160 palette indices, row by row.
    /// Indices are even; on PAL after a frame with an odd number of lines, odd. Lines that the frame did not reach hold the picture of
    /// two frames ago, greyed (0..7) if the frame is not finished.
    /// </summary>
    public ReadOnlySpan<byte> Screen => ScreenAt(_state.CurrentScreen);

    /// <summary>
    /// Frames are painted only when <see cref="Screen"/> or <see cref="PreviousScreen"/> is asked for, and then by playing them once more: for frames at
    /// which nobody is going to look. What is seen is the same. So no thread may look while another plays.
    /// </summary>
    public bool PaintsLater { get; set; }

    /// <summary>The other screen, which holds the frame before (ALE's colour averaging blends the two).</summary>
    public ReadOnlySpan<byte> PreviousScreen => ScreenAt(_state.CurrentScreen ^ 1);

    /// <summary>The 128 bytes of RAM, CPU addresses $80..$FF.</summary>
    public ReadOnlySpan<byte> Ram => _own.AsSpan(0, 128);

    /// <summary>Changes a byte of RAM behind the game's back.</summary>
    /// <param name="index">0..127, CPU address $80 + index.</param>
    /// <param name="value">Its new value.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are 128 bytes of RAM.</exception>
    public void WriteRam(int index, byte value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, 128u, nameof(index));
        PaintAll();
        _own[index] = value;
    }

    /// <summary>
    /// Writes the samples of sound that follow, with the sound's registers as the last frame left them. The console makes sound only here: how many samples
    /// belong to a frame is the caller's affair. ALE takes 512; <see cref="SoundSampleRate"/> over the frames a second keeps the pitch.
    /// </summary>
    /// <param name="samples">Unsigned, 8 bits, mono: 128 is silence, 248 the loudest.</param>
    public void GenerateSound(Span<byte> samples) => TiaSound.Generate(ref _sound, in _state, samples);

    /// <summary>Lines of the last finished frame.</summary>
    public int ScanlinesOfLastFrame => _state.ScanlinesOfLastFrame;

    /// <summary>CPU cycles since the current frame began; more than a frame's if it takes more than one update.</summary>
    public int CyclesSinceUpdate => _state.Cycles;

    /// <summary>The CPU's program counter, 16 bits.</summary>
    public int ProgramCounter => _state.Pc;

    /// <summary>A JAM opcode stopped the processor; only a reset starts it again.</summary>
    public bool IllegalOpcodeSeen => _state.Jammed != 0;

    /// <summary>The number of bytes that <see cref="SaveState"/> writes.</summary>
    public int StateSize => StateHeader.Size + sizeof(ConsoleState) + NativeConsoleMemory.OwnSize + MersenneTwister.StateSize + sizeof(TiaSound);

    private NativeConsoleMemory Memory => new(Pointer(_rom), Pointer(_own));

    /// <summary>The console's RESET line: resets CPU, TIA, RIOT and cartridge. RAM and sound are kept; the timer starts at a random value.</summary>
    public void SystemReset()
    {
        _later.Clear();
        var timer = DrawTimer();
        if (_bankType is BankType.F8SC or BankType.F6SC or BankType.F4SC)
            for (var i = 128; i < 256; i++)
                _own[i] = (byte)_random.Next();

        switch (_bankType)
        {
            case BankType.Rom2K or BankType.Rom4K: ConsoleStep.Reset<Rom4K, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F8: ConsoleStep.Reset<Paged<F8>, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F8SC: ConsoleStep.Reset<Superchip<Paged<F8>>, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F6: ConsoleStep.Reset<Paged<F6>, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F6SC: ConsoleStep.Reset<Superchip<Paged<F6>>, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F4: ConsoleStep.Reset<Paged<F4>, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.F4SC: ConsoleStep.Reset<F4SC, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.E0: ConsoleStep.Reset<E0, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.FE: ConsoleStep.Reset<FE, NativeConsoleMemory>(ref _state, Memory, timer); break;
            case BankType.Dpc: ConsoleStep.Reset<Dpc, NativeConsoleMemory>(ref _state, Memory, timer); break;
        }
    }

    /// <summary>Emulates to the end of the frame, or 25,000 instructions if no frame ends within them.</summary>
    public void Update(in ConsoleInput input)
    {
        // An unfinished frame goes on painted as it began.
        if (_later.Frames == 0 && (!PaintsLater || _state.Partial != 0))
        {
            Play(input);
            return;
        }
        if (_later.Frames == 0)
            _later.Begin(in _state, _own.AsSpan(0, NativeConsoleMemory.RamSize));
        _later.Add(in input);
        _state.Picture = PaintsLater ? Tia.NotPainted : Tia.NotGreyed;
        Play(input);
        _state.Picture = 0;
        var isWhole = _state.Partial == 0 && _state.BeamClock >= _state.DisplayStop;
        _later.Ended(_state.CurrentScreen, isPainted: isWhole && !PaintsLater);
        if (!isWhole || _later.Frames == PaintLater.MostFrames)
            PaintAll();
    }

    /// <summary>The byte that the CPU would read from the console's or the cartridge's RAM, without side effects.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no RAM at this address.</exception>
    public byte Peek(ushort address)
    {
        if ((address & 0x1280) == 0x80)
            return _own[address & 0x7F];
        if ((address & 0x1F80) == 0x1080 && _bankType is BankType.F8SC or BankType.F6SC or BankType.F4SC)
            return _own[128 + (address & 0x7F)];
        throw new ArgumentOutOfRangeException(nameof(address), $"${address:X4} is not RAM of {Cartridge.Name} ({_bankType}).");
    }

    /// <summary>Writes the whole state, with the cartridge's MD5: machine, RAM, both screens, random generator, sound.</summary>
    /// <param name="destination">At least <see cref="StateSize"/> bytes.</param>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public void SaveState(Span<byte> destination)
    {
        if (destination.Length < StateSize)
            throw new ArgumentException(
                $"A console's state takes {StateSize} bytes; there is room for {destination.Length}.", nameof(destination));
        PaintAll();
        StateHeader.Write(destination, Cartridge);
        destination = destination[StateHeader.Size..];
        // How the beam's row differs from the one above only saves time, and is no part of a state.
        var saved = _state;
        saved.StaleMasks &= Tia.AllMasks;
        MemoryMarshal.Write(destination, in saved);
        _own.CopyTo(destination[sizeof(ConsoleState)..]);
        destination = destination[(sizeof(ConsoleState) + NativeConsoleMemory.OwnSize)..];
        _random.Save(destination);
        MemoryMarshal.Write(destination[MersenneTwister.StateSize..], in _sound);
    }

    /// <summary>Restores what <see cref="SaveState"/> of a console with the same cartridge and settings wrote.</summary>
    /// <exception cref="ArgumentException">The source is too short.</exception>
    /// <exception cref="InvalidDataException">
    /// The bytes are no state of a console with this cartridge, of another version, or damaged; the console is unchanged.
    /// </exception>
    public void LoadState(ReadOnlySpan<byte> source)
    {
        if (source.Length < StateSize)
            throw new ArgumentException($"A console's state takes {StateSize} bytes; there are {source.Length}.", nameof(source));
        StateHeader.Check(source, Cartridge);
        source = source[StateHeader.Size..];
        var loaded = MemoryMarshal.Read<ConsoleState>(source);
        if (loaded.Rows != _state.Rows || loaded.YStart != _state.YStart || loaded.MaxScanlines != _state.MaxScanlines
            || loaded.ColourLossEnabled != _state.ColourLossEnabled || loaded.HmoveBlanksAllowed != _state.HmoveBlanksAllowed)
            throw new InvalidDataException(
                $"This state belongs to a console with other settings than this {Format} one, " +
                $"which shows {_state.Rows} lines from {_state.YStart} on.");
        var behind = source[(sizeof(ConsoleState) + NativeConsoleMemory.OwnSize)..];
        var sound = MemoryMarshal.Read<TiaSound>(behind[MersenneTwister.StateSize..]);
        if (!loaded.StaysWithin(_rom.Length) || !sound.IsPossible)
            throw new InvalidDataException($"This state of {Cartridge.Name} is damaged: the machine can never be in it.");
        _random.Load(behind);
        _later.Clear();
        _state = loaded;
        _sound = sound;
        _state.Picture = 0;
        _state.StaleMasks |= Tia.UnlikeRowAbove;
        _state.DrawFrom = Tia.NextToDraw(in _state);
        source.Slice(sizeof(ConsoleState), NativeConsoleMemory.OwnSize).CopyTo(_own);
    }

    private ReadOnlySpan<byte> ScreenAt(int index)
    {
        if (!_later.IsPainted(index))
            PaintAll();
        return _own.AsSpan(NativeConsoleMemory.RamSize + index * NativeConsoleMemory.ScreenSize, Rows * Tia.PixelsPerLine);
    }

    // Plays once more what is not painted yet. The machine comes to where it was.
    private void PaintAll()
    {
        if (_later.Frames == 0)
            return;
        _later.Restore(out _state, _own.AsSpan(0, NativeConsoleMemory.RamSize));
        foreach (ref readonly var input in _later.Inputs)
            Play(in input);
        _later.Clear();
    }

    private void Play(in ConsoleInput input)
    {
        ControllerPorts.Connect(ref _state, Settings, input);
        Step();
    }

    private static byte* Pointer(byte[] pinned) => (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));

    // Every RIOT reset draws its timer, in the constructor of ALE's RIOT too.
    private int DrawTimer() => 25 + (int)(_random.Next() % 75);

    private void SetFormat(bool pal)
    {
        Format = pal ? TvFormat.Pal : TvFormat.Ntsc;
        _state.MaxScanlines = pal ? 342 : 290;
        _state.ColourLossEnabled = pal ? 1 : 0;
    }

    // PAL if half of the frames 30..59 have more than 285 lines. Nobody touches anything meanwhile, the paddles have no resistance.
    private bool RunsLikePal()
    {
        var input = ConsoleInput.Idle;
        if (Settings.LeftDifficultyA)
            input.Switches |= ConsoleSwitches.LeftDifficultyA;
        if (Settings.RightDifficultyA)
            input.Switches |= ConsoleSwitches.RightDifficultyA;

        var longFrames = 0;
        for (var frame = 0; frame < 60; frame++)
        {
            Update(input);
            if (frame >= 30 && Tia.Scanline(ref _state) > 285)
                longFrames++;
        }
        return longFrames >= 15;
    }

    private void Step()
    {
        switch (_bankType)
        {
            case BankType.Rom2K or BankType.Rom4K: Step<Rom4K>(); break;
            case BankType.F8: Step<Paged<F8>>(); break;
            case BankType.F8SC: Step<Superchip<Paged<F8>>>(); break;
            case BankType.F6: Step<Paged<F6>>(); break;
            case BankType.F6SC: Step<Superchip<Paged<F6>>>(); break;
            case BankType.F4: Step<Paged<F4>>(); break;
            case BankType.F4SC: Step<F4SC>(); break;
            case BankType.E0: Step<E0>(); break;
            case BankType.FE: Step<FE>(); break;
            case BankType.Dpc: Step<Dpc>(); break;
        }
    }

    private void Step<TBanks>()
        where TBanks : struct, IBankSwitching
    {
        if (_program != null)
            ConsoleStep.UpdateTranslated<TBanks>(ref _state, Memory, _program);
        else
            ConsoleStep.Update<TBanks, NativeConsoleMemory>(ref _state, Memory);
    }
}
