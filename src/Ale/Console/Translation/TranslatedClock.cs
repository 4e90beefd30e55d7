using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The clock of translated code: the instructions of this update in the low 16 bits, above them the cycles, as 32 bits without a sign. So
/// it is never negative, and its complement can say something else, even where a frame without end lets the cycles pass 2^31.
/// </summary>
internal static class TranslatedClock
{
    /// <summary>At the start of an update.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Of(int cycles) => (long)(uint)cycles << 16;

    /// <summary>The same number of instructions as in <paramref name="clock"/>, but at <paramref name="cycles"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long At(int cycles, long clock) => Of(cycles) | clock & 0xFFFF;

    /// <summary>Its cycles, as <see cref="ConsoleState.Cycles"/> counts them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Cycles(long clock) => (int)(clock >> 16);

    /// <summary>Its instructions.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Instructions(long clock) => (int)(clock & 0xFFFF);
}
