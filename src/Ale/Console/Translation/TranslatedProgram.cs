using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>A place in translated code.</summary>
/// <param name="Pc">The address of the instruction: the same byte of the image can be seen at several.</param>
/// <param name="Code">The translated region.</param>
/// <param name="Index">Where to enter it.</param>
/// <param name="IsWide">The region is a <see cref="Region.Wide"/> one.</param>
/// <param name="Next">Another entry for the same byte at another address.</param>
internal sealed record RegionEntry(int Pc, RegionCode Code, int Index, bool IsWide, RegionEntry? Next)
{
    /// <summary>How often the region was entered here. Several threads may count at once and lose some.</summary>
    public int Entered;
}

/// <summary>
/// A translated region. Runs from entry <paramref name="entry"/> until the program leaves the region; the registers, PC among them, are in
/// <paramref name="s"/> before and after.
/// </summary>
/// <param name="s">The console.</param>
/// <param name="memory">Its bytes.</param>
/// <param name="clock">A <see cref="TranslatedClock"/>.</param>
/// <param name="entry">Index of the entry.</param>
/// <returns>The clock; its complement (below 0) if the instruction at PC is to be done by <see cref="Cpu6507.Step"/>.</returns>
internal delegate long RegionCode(ref ConsoleState s, NativeConsoleMemory memory, long clock, int entry);

/// <summary>
/// What has been translated of one cartridge, for all consoles that it is in. Regions are added as their code becomes hot, and never
/// change; which ones there are by now makes no difference to what a console computes, so consoles on several threads share them.
/// </summary>
internal sealed class TranslatedProgram
{
    /// <summary>The environment variable that, set to anything but 0, has all programs interpreted.</summary>
    public const string OffVariable = "DQNGPU_INTERPRET";

    /// <summary>How often an instruction is interpreted before the region from it on is translated.</summary>
    public const int UsuallyHotFrom = 1000;

    /// <summary>
    /// How often a place is entered before a wide region is made around it, as a multiple of that. Making it takes a tenth of a second, in which
    /// thousands of frames could be played: where a place is entered fifty times a frame, it waits for 2,000 frames.
    /// </summary>
    public const int UsuallyWideAfter = 100;

    // Each byte can be hot at each address at which it is seen: an image made for it would fill the memory. The cartridges that come along
    // need a tenth of this.
    private const int UsuallyMostRegions = 1024;
    private const int UsuallyMostCode = 4 << 20;

    private readonly RegionEntry?[] _entries;
    private readonly ushort[] _heat;
    private readonly int _hotFrom, _wideFrom, _mostRegions, _mostCode;
    private readonly Lock _translating = new();
    private volatile bool _isFull;

    /// <summary>Nothing is translated at first.</summary>
    /// <param name="image">The cartridge's pinned image.</param>
    /// <param name="hotFrom">So often an instruction is interpreted before the region from it on is translated.</param>
    /// <param name="wideAfter">So many times that often a place is entered before a wide region is made around it.</param>
    /// <param name="mostRegions">After so many regions all that is not yet translated stays interpreted.</param>
    /// <param name="mostCode">The same for bytes of intermediate language; the region that passes it is the last.</param>
    public TranslatedProgram(
        byte[] image, int hotFrom = UsuallyHotFrom, int wideAfter = UsuallyWideAfter, int mostRegions = UsuallyMostRegions, int mostCode = UsuallyMostCode)
    {
        _hotFrom = hotFrom;
        _wideFrom = wideAfter * hotFrom;
        _mostRegions = mostRegions;
        _mostCode = mostCode;
        Image = image;
        _entries = new RegionEntry?[image.Length];
        _heat = new ushort[image.Length];
    }

    /// <summary>Programs can be translated on this runtime, and nobody has turned it off.</summary>
    public static bool IsOn => RuntimeFeature.IsDynamicCodeCompiled && Environment.GetEnvironmentVariable(OffVariable) is null or "" or "0";

    /// <summary>The cartridge's image. Translated code holds addresses in it; this reference keeps it alive.</summary>
    public byte[] Image { get; }

    /// <summary>The number of places at which translated code can be entered.</summary>
    public int Entries => _entries.Count(entry => entry != null);

    /// <summary>The number of translated regions.</summary>
    public int Regions { get; private set; }

    /// <summary>Bytes of intermediate language that they were written in.</summary>
    public int Code { get; private set; }

    /// <summary>The entry for the instruction at <paramref name="offset"/> of the image when it is seen at <paramref name="pc"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RegionEntry? Find(int offset, int pc)
    {
        var entry = _entries[offset];
        while (entry != null && entry.Pc != pc)
            entry = entry.Next;
        return entry;
    }

    /// <summary>
    /// Counts an instruction that is to be interpreted, and translates the region from it on when it has become hot. Then that is to be
    /// entered at once: the instructions behind are as hot, and each would begin another region.
    /// </summary>
    /// <returns>The entry, or null if the instruction is not hot yet or nothing more is translated.</returns>
    public RegionEntry? Heat<TBanks>(int offset, int pc, int first, int last)
        where TBanks : struct, IBankSwitching
    {
        if (_isFull || ++_heat[offset] < _hotFrom)
            return null;
        _heat[offset] = 0;
        lock (_translating)
        {
            if (_isFull || Find(offset, pc) is not null)
                return Find(offset, pc);
            var region = Region.From(this, pc, pc - offset, first, last);
            Translate<TBanks>(region, isWide: false);
            return Find(offset, pc);
        }
    }

    /// <summary>Counts that translated code is entered, and makes a wide region around a place at which that happens often.</summary>
    /// <returns>The entry at that place by now.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RegionEntry Enter<TBanks>(RegionEntry entry, int offset, int first, int last)
        where TBanks : struct, IBankSwitching =>
        ++entry.Entered == _wideFrom ? Widen<TBanks>(entry, offset, first, last) : entry;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RegionEntry Widen<TBanks>(RegionEntry entry, int offset, int first, int last)
        where TBanks : struct, IBankSwitching
    {
        lock (_translating)
        {
            if (!_isFull && Find(offset, entry.Pc) is { IsWide: false })
                Translate<TBanks>(Region.Wide(this, entry.Pc, entry.Pc - offset, first, last), isWide: true);
            return Find(offset, entry.Pc)!;
        }
    }

    /// <summary>The addresses from offset <paramref name="first"/> to <paramref name="last"/> at which code can be entered that is in no wide region.</summary>
    public IEnumerable<int> EntriesWithin(int @base, int first, int last) =>
        Enumerable.Range(first, last - first + 1).Where(offset => Find(offset, @base + offset) is { IsWide: false }).Select(offset => @base + offset);

    private void Translate<TBanks>(Region region, bool isWide)
        where TBanks : struct, IBankSwitching
    {
        var code = RegionCompiler<TBanks>.Compile(this, region, out var size);
        for (var i = 0; i < region.Entries.Count; i++)
        {
            int pc = region.Entries[i], place = pc - region.Base;
            if (Find(place, pc) is not { } known)
                Volatile.Write(ref _entries[place], new RegionEntry(pc, code, i, isWide, _entries[place]));
            else if (isWide && !known.IsWide)
                Volatile.Write(ref _entries[place], new RegionEntry(pc, code, i, isWide, Without(_entries[place], pc)));
        }
        Regions++;
        Code += size;
        _isFull = Regions >= _mostRegions || Code >= _mostCode;
    }

    // Entries never change but for their count; those of the list that follow the one left out stay.
    private static RegionEntry? Without(RegionEntry? entry, int pc) =>
        entry == null ? null : entry.Pc == pc ? entry.Next : entry with { Next = Without(entry.Next, pc) };
}
