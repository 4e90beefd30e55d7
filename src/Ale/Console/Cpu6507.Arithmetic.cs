using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>Addition and subtraction, binary and decimal, and the status byte.</summary>
/// <remarks>
/// Decimal results for valid digits are the 6502's. N, V, Z, and results for digits above 9, are ALE's: it computes with
/// value(x) = 10 * high digit + low digit and packs the sum modulo 100.
/// </remarks>
internal static partial class Cpu6507
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref ConsoleState s, ref int a, ref int nz, ref int carry, int value)
    {
        var sum = a + value + carry;
        if (s.Decimal == 0)
            // The sign is wrong if both operands have the sign that the sum has not.
            s.Overflow = (a ^ sum) & (value ^ sum) & 0x80;
        else
            sum = AddDecimal(ref s, a, value, carry);
        carry = sum >> 8;
        a = nz = sum & 0xFF;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Subtract(ref ConsoleState s, ref int a, ref int nz, ref int carry, int value)
    {
        var sum = a + (value ^ 0xFF) + carry;
        if (s.Decimal == 0)
            s.Overflow = (a ^ sum) & (~value ^ sum) & 0x80;
        else
            sum = SubtractDecimal(ref s, a, value, carry);
        carry = sum >> 8;
        a = nz = sum & 0xFF;
    }

    // The new A, and the carry in bit 8.
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int AddDecimal(ref ConsoleState s, int a, int value, int carry)
    {
        var sum = DecimalValue(a) + DecimalValue(value) + carry;
        var packed = PackDecimal(sum & 0xFF);
        s.Overflow = (a ^ packed) & (packed ^ value) & 0x80;
        return packed | (sum > 99 ? 0x100 : 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int SubtractDecimal(ref ConsoleState s, int a, int value, int carry)
    {
        var borrow = 1 - carry;
        var difference = DecimalValue(a) - DecimalValue(value) - borrow;
        if (difference < 0)
            difference += 100;
        // Only digits above 9 leave it negative; ALE then reads beyond its table of packed values, into the table of unpacked ones.
        var packed = (difference >= 0 ? PackDecimal(difference) : DecimalValue(difference & 0xFF)) & 0xFF;
        s.Overflow = (a ^ packed) & (packed ^ value) & 0x80;
        return packed | (a >= value + borrow ? 0x100 : 0);
    }

    private static int DecimalValue(int packed) => (packed >> 4) * 10 + (packed & 15);

    private static int PackDecimal(int value) => value % 100 / 10 << 4 | value % 10;

    /// <summary>ARR, undocumented: AND, then ROR, with flags from the adder that the chip leaves running.</summary>
    /// <returns>The new A, the carry in bit 8, what N and Z are made of from bit 16 on.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int Arr(ref ConsoleState s, int a, int value, int carry)
    {
        var masked = a & value;
        var rotated = masked >> 1 | carry << 7;
        if (s.Decimal == 0)
        {
            s.Overflow = (rotated >> 6 ^ rotated >> 5) & 1;
            return rotated | (rotated & 0x40) << 2 | rotated << 16;
        }
        s.Overflow = (masked ^ rotated) & 0x40;
        var result = rotated;
        if ((masked & 0x0F) + (masked & 1) > 5)
            result = result & 0xF0 | result + 6 & 0x0F;
        if ((masked & 0xF0) + (masked & 0x10) > 0x50)
            result = result + 0x60 & 0xFF | 0x100;
        return result | rotated << 16;
    }

    // N V 1 B D I Z C. The 6507 has no interrupts to tell apart, so B is always 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Status(ref ConsoleState s, int nz, int carry) =>
        ((nz & 0x8080) != 0 ? 0x80 : 0) | (s.Overflow != 0 ? 0x40 : 0) | 0x30 | s.Decimal << 3 | s.InterruptDisable << 2
        | ((nz & 0xFF) == 0 ? 2 : 0) | carry;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void SetStatus(ref ConsoleState s, int status, ref int nz, ref int carry)
    {
        nz = (status & 0x80) << 8 | ((status & 2) == 0 ? 1 : 0);
        s.Overflow = status & 0x40;
        s.Decimal = status >> 3 & 1;
        s.InterruptDisable = status >> 2 & 1;
        carry = status & 1;
    }
}
