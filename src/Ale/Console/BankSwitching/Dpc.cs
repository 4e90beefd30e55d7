using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The Display Processor Chip of Pitfall II (US patent 4,644,495): 8 KB of program in two banks as in <see cref="F8"/>, 2 KB of
/// graphics read backwards through eight counting pointers ("data fetchers"), three of which can make music, and a random number.
/// </summary>
/// <remarks>
/// Reads of $1000-$103F ask the chip, writes to $1040-$107F set it up. ALE steps the random register only on accesses to
/// $1000-$107F and to the page of the hotspots, $1FC0-$1FFF; a real chip steps on each access to the cartridge.
/// </remarks>
internal struct Dpc : IBankSwitching
{
    private const int DisplayRom = 8192;
    private const int LastDisplayByte = 2047;

    /// <summary>The chip's own oscillator, for music.</summary>
    private const double OscillatorHertz = 15750.0;

    /// <summary>The 6507's clock, as ALE takes it.</summary>
    private const double ProcessorHertz = 1193191.66666667;

    /// <inheritdoc/>
    [MethodImpl(Hot.FromTheStart)]
    public static void Reset(ref ConsoleState s)
    {
        s.BankOffset = 4096;
        s.Dpc.MusicCycle = s.Cycles;
        s.Dpc.MusicFraction = 0;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read<TMemory>(ref ConsoleState s, TMemory memory, int address, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - 0x80) < 0xF40)
            return memory.Rom(s.BankOffset + offset);
        return ReadChip(ref s, memory, offset, cycle);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryProgramWindow(ref ConsoleState s, int address, ref int offset, ref int first, ref int last)
    {
        first = s.BankOffset + 0x80;
        last = s.BankOffset + 0xFBD;
        var inWindow = (address & 0x1FFF) - 0x1000;
        offset = s.BankOffset + inWindow;
        return (uint)(inWindow - 0x80) < 0xF40;
    }

    /// <inheritdoc/>
    public static bool SwitchesBank(int address) => (address & 0xFFE) == 0xFF8;

    /// <inheritdoc/>
    [MethodImpl(Hot.FromTheStart)]
    public static void Write<TMemory>(ref ConsoleState s, TMemory memory, int address, int value, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        var offset = address & 0xFFF;
        if ((uint)(offset - 0x80) >= 0xF40)
            WriteChip(ref s, offset, value);
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int ReadChip<TMemory>(ref ConsoleState s, TMemory memory, int offset, int cycle)
        where TMemory : struct, IConsoleMemory
    {
        StepRandom(ref s.Dpc);
        if (offset >= 0x40)
        {
            SwitchBank(ref s, offset);
            return memory.Rom(s.BankOffset + offset);
        }

        var fetcher = offset & 7;
        var low = Byte(s.Dpc.CounterLow, fetcher);
        if (low == Byte(s.Dpc.Top, fetcher))
            s.Dpc.Flags |= 1 << fetcher;
        else if (low == Byte(s.Dpc.Bottom, fetcher))
            s.Dpc.Flags &= ~(1 << fetcher);

        var result = 0;
        switch (offset >> 3)
        {
            case 0:
                result = fetcher < 4 ? s.Dpc.Random : MusicAmplitude(ref s.Dpc, cycle);
                break;
            case 1:
                result = DisplayByte(ref s.Dpc, memory, fetcher);
                break;
            case 2:
                result = (s.Dpc.Flags >> fetcher & 1) != 0 ? DisplayByte(ref s.Dpc, memory, fetcher) : 0;
                break;
            case 7:
                result = (s.Dpc.Flags >> fetcher & 1) * 0xFF;
                break;
        }

        if ((s.Dpc.MusicMode >> fetcher & 1) == 0)
        {
            var counter = Counter(ref s.Dpc, fetcher) - 1 & 0x7FF;
            SetByte(ref s.Dpc.CounterLow, fetcher, counter);
            SetByte(ref s.Dpc.CounterHigh, fetcher, counter >> 8);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void WriteChip(ref ConsoleState s, int offset, int value)
    {
        StepRandom(ref s.Dpc);
        if (offset is < 0x40 or >= 0x80)
        {
            SwitchBank(ref s, offset);
            return;
        }

        var fetcher = offset & 7;
        switch (offset >> 3 & 7)
        {
            case 0:
                SetByte(ref s.Dpc.Top, fetcher, value);
                s.Dpc.Flags &= ~(1 << fetcher);
                break;
            case 1:
                SetByte(ref s.Dpc.Bottom, fetcher, value);
                break;
            case 2:
                // A fetcher that makes music reloads from its top whatever is written.
                SetByte(ref s.Dpc.CounterLow, fetcher, (s.Dpc.MusicMode >> fetcher & 1) != 0 ? Byte(s.Dpc.Top, fetcher) : value);
                break;
            case 3:
                SetByte(ref s.Dpc.CounterHigh, fetcher, value & 7);
                if (fetcher >= 5)
                    s.Dpc.MusicMode = s.Dpc.MusicMode & ~(1 << fetcher) | (value >> 4 & 1) << fetcher;
                break;
            case 6:
                s.Dpc.Random = 1;
                break;
        }
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void SwitchBank(ref ConsoleState s, int offset)
    {
        if (offset is 0xFF8 or 0xFF9)
            s.BankOffset = (offset - 0xFF8) * 4096;
    }

    // An 8-bit shift register; the new bit 0 is NOT (bit 7 XOR bit 5 XOR bit 4 XOR bit 3).
    [MethodImpl(Hot.FromTheStart)]
    private static void StepRandom(ref DpcState d)
    {
        var r = d.Random;
        var bit = ~(r >> 7 ^ r >> 5 ^ r >> 4 ^ r >> 3) & 1;
        d.Random = (r << 1 | bit) & 0xFF;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static int MusicAmplitude(ref DpcState d, int cycle)
    {
        StepMusic(ref d, cycle);

        // Amplitude of each combination of the three square waves, 4 bits each: 0, 4, 5, 9, 6, 10, 11, 15.
        const uint amplitudes = 0xFBA69540;
        var waves = (d.MusicMode & d.Flags) >> 5 & 7;
        return (int)(amplitudes >> waves * 4) & 15;
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void StepMusic(ref DpcState d, int cycle)
    {
        var elapsed = OscillatorHertz * (cycle - d.MusicCycle) / ProcessorHertz + d.MusicFraction;
        d.MusicCycle = cycle;
        var ticks = (int)elapsed;
        d.MusicFraction = elapsed - ticks;
        if (ticks <= 0)
            return;

        for (var fetcher = 5; fetcher <= 7; fetcher++)
        {
            if ((d.MusicMode >> fetcher & 1) == 0)
                continue;

            var top = Byte(d.Top, fetcher);
            var low = 0;
            if (top != 0)
            {
                low = Byte(d.CounterLow, fetcher) - ticks % (top + 1);
                if (low < 0)
                    low += top + 1;
            }

            if (low <= Byte(d.Bottom, fetcher))
                d.Flags &= ~(1 << fetcher);
            else if (low <= top)
                d.Flags |= 1 << fetcher;
            SetByte(ref d.CounterLow, fetcher, low);
        }
    }

    [MethodImpl(Hot.FromTheStart)]
    private static int DisplayByte<TMemory>(ref DpcState d, TMemory memory, int fetcher)
        where TMemory : struct, IConsoleMemory => memory.Rom(DisplayRom + LastDisplayByte - Counter(ref d, fetcher));

    private static int Counter(ref DpcState d, int fetcher) => Byte(d.CounterHigh, fetcher) << 8 | Byte(d.CounterLow, fetcher);

    private static int Byte(ulong bytes, int index) => (int)(bytes >> index * 8) & 0xFF;

    private static void SetByte(ref ulong bytes, int index, int value) =>
        bytes = bytes & ~(0xFFUL << index * 8) | (ulong)(value & 0xFF) << index * 8;
}

/// <summary>What the <see cref="Dpc"/> remembers. Values of the eight data fetchers are packed, a byte each.</summary>
internal struct DpcState
{
    /// <summary>Counts from which a fetcher's flag is 1, and from which it is 0.</summary>
    internal ulong Top, Bottom;

    /// <summary>The 11-bit pointers into the graphics.</summary>
    internal ulong CounterLow, CounterHigh;

    /// <summary>A bit for each fetcher.</summary>
    internal int Flags, MusicMode;

    /// <summary>The random register, 1 at power-on.</summary>
    internal int Random;

    /// <summary>The cycle up to which music has been counted, and the part of an oscillator tick left over.</summary>
    internal int MusicCycle;

    internal double MusicFraction;
}
