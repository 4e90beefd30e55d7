using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// Which pixels of a line each object covers, as 160 bits. A mask is computed when a register of its object has changed and the
/// object is drawn.
/// </summary>
internal static partial class Tia
{
    // Between two pieces of a line most often one object alone has changed, the playfield or a player: those cost the fewest tests and calls.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void RenewMasks<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory
    {
        var stale = s.StaleMasks & AllMasks;
        if (stale == ObjectPlayfield)
        {
            s.StaleMasks -= ObjectPlayfield;
            memory.CoverPlayfield(ref s.MaskPlayfield, PlayfieldCells(ref s));
        }
        else if (stale == ObjectP0)
        {
            s.StaleMasks -= ObjectP0;
            ComputeP0(ref s, memory);
        }
        else if (stale == ObjectP1)
        {
            s.StaleMasks -= ObjectP1;
            ComputeP1(ref s, memory);
        }
        else if (stale != 0)
        {
            s.StaleMasks -= stale;
            ComputeMasks(ref s, memory, stale);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void ComputeP0<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory =>
        PlayerMask(memory, ref s.MaskP0, s.ShownGrp0, s.PositionP0, s.Nusiz0 & 7, s.FirstCopyHidden0);

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void ComputeP1<TMemory>(ref ConsoleState s, TMemory memory)
        where TMemory : struct, IConsoleMemory =>
        PlayerMask(memory, ref s.MaskP1, s.ShownGrp1, s.PositionP1, s.Nusiz1 & 7, s.FirstCopyHidden1);

    // Objects that are not enabled cover nothing.
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static void ComputeMasks<TMemory>(ref ConsoleState s, TMemory memory, int stale)
        where TMemory : struct, IConsoleMemory
    {
        if ((stale & ObjectP0) != 0)
            ComputeP0(ref s, memory);
        if ((stale & ObjectP1) != 0)
            ComputeP1(ref s, memory);
        if ((stale & ObjectM0) != 0)
        {
            // The "star" makes the missile at least 2 wide on one line of four, and hides it on the next.
            var hidden = s.StarShape == StarHidden || (s.Enabled & ObjectM0) == 0;
            MissileMask(memory, ref s.MaskM0, s.PositionM0, s.Nusiz0 & 7, s.Nusiz0 >> 4 & 3 | s.StarShape & 1, hidden);
        }
        if ((stale & ObjectM1) != 0)
            MissileMask(memory, ref s.MaskM1, s.PositionM1, s.Nusiz1 & 7, s.Nusiz1 >> 4 & 3, (s.Enabled & ObjectM1) == 0);
        if ((stale & ObjectBall) != 0)
        {
            var pixels = (s.Enabled & ObjectBall) == 0 ? 0 : (1UL << (1 << (s.Ctrlpf >> 4 & 3))) - 1;
            memory.PlaceOnLine(ref s.MaskBall, pixels, 0, s.PositionBall);
        }
        if ((stale & ObjectPlayfield) != 0)
            memory.CoverPlayfield(ref s.MaskPlayfield, PlayfieldCells(ref s));
    }

    // NUSIZ modes: 0 one copy; 1, 2, 4 a second copy 16, 32, 64 pixels to the right; 3, 6 three copies 16, 32 apart; 5, 7 one copy, pixels
    // 2, 4 wide, which starts a pixel late.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PlayerMask<TMemory>(TMemory memory, ref LineMask mask, int graphics, int position, int mode, int firstCopyHidden)
        where TMemory : struct, IConsoleMemory
    {
        var pixels = (ulong)(uint)graphics;
        var first = pixels * (CopiesWithin64(mode) - (ulong)(uint)firstCopyHidden);
        // Modes 5 and 7.
        if ((mode & 5) == 5)
            first = firstCopyHidden != 0 ? 0 : (mode == 5 ? Stretch2(pixels) : Stretch4(pixels)) << 1;
        memory.PlaceOnLine(ref mask, first, pixels * CopiesBeyond64(mode), position);
    }

    [MethodImpl(Hot.FromTheStart)]
    private static void MissileMask<TMemory>(TMemory memory, ref LineMask mask, int position, int mode, int size, bool hidden)
        where TMemory : struct, IConsoleMemory
    {
        var pixels = hidden ? 0 : (1UL << (1 << size)) - 1;
        memory.PlaceOnLine(ref mask, pixels * CopiesWithin64(mode), pixels * CopiesBeyond64(mode), position);
    }

    // A one where each copy begins: the first, 16 pixels to the right in modes 1 and 3, 32 in modes 2, 3 and 6. To multiply is to copy.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CopiesWithin64(int mode) => 1 | (ulong)(0b0000_1010u >> mode & 1) << 16 | (ulong)(0b0100_1100u >> mode & 1) << 32;

    // The same from pixel 64 on: modes 4 and 6.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong CopiesBeyond64(int mode) => 0b0101_0000u >> mode & 1;

    /// <summary><see cref="IConsoleMemory.PlaceOnLine"/>, by words.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void PlaceOnLine(ref LineMask mask, ulong low, ulong high, int position)
    {
        var shift = position & 63;
        // A shift by 64 - shift in two steps, because a shift by 64 is a shift by 0.
        var first = low << shift;
        var second = high << shift | low >> 1 >> (63 - shift);
        var third = high >> 1 >> (63 - shift);
        if (position < 64)
        {
            mask.A = first | third >> 32;
            mask.B = second;
            mask.C = third & 0xFFFFFFFF;
        }
        else if (position < 128)
        {
            mask.A = second >> 32 | third << 32;
            mask.B = first | third >> 32;
            mask.C = second & 0xFFFFFFFF;
        }
        else
        {
            mask.A = first >> 32 | second << 32;
            mask.B = second >> 32 | third << 32;
            mask.C = first & 0xFFFFFFFF;
        }
    }

    // The line's 40 cells, bit 0 the leftmost: the right half repeats or mirrors the left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong PlayfieldCells(ref ConsoleState s) =>
        (uint)s.Playfield | (ulong)(uint)(s.PlayfieldReflected != 0 ? s.PlayfieldMirrored : s.Playfield) << 20;

    /// <summary><see cref="IConsoleMemory.CoverPlayfield"/>, by words.</summary>
    [MethodImpl(Hot.FromTheStart)]
    public static void PlayfieldMask(ref LineMask mask, ulong cells)
    {
        mask.A = Stretch4(cells & 0xFFFF);
        mask.B = Stretch4(cells >> 16 & 0xFFFF);
        mask.C = Stretch4(cells >> 32);
    }

    // Bit i of the low 8 becomes bits 2i, 2i + 1: halves are moved apart until there is a gap after each bit.
    [MethodImpl(Hot.FromTheStart)]
    private static ulong Stretch2(ulong bits)
    {
        bits = (bits | bits << 4) & 0x0F0F;
        bits = (bits | bits << 2) & 0x3333;
        bits = (bits | bits << 1) & 0x5555;
        return bits * 3;
    }

    // Bit i of the low 16 becomes bits 4i .. 4i + 3.
    [MethodImpl(Hot.FromTheStart)]
    private static ulong Stretch4(ulong bits)
    {
        bits = (bits | bits << 24) & 0x000000FF000000FF;
        bits = (bits | bits << 12) & 0x000F000F000F000F;
        bits = (bits | bits << 6) & 0x0303030303030303;
        bits = (bits | bits << 3) & 0x1111111111111111;
        return bits * 15;
    }
}
