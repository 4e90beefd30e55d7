using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The processor's loop. It does on its own what programs do nearly all the time: instructions from the cartridge's plain ROM, with
/// operands in ROM or RAM, and writes to the TIA. <see cref="Step"/> does everything else.
/// </summary>
/// <remarks>
/// What makes it fast: while the program stays within one window of plain ROM, its place is an offset into the image and needs no address
/// decoding; the registers are locals and, because they are put back into the state before each of the few calls, live in machine registers;
/// cycles and instructions are counted by one addition. Near its limit of instructions it leaves the counting to <see cref="Step"/>.
/// </remarks>
internal static partial class Cpu6507
{
    /// <summary>ALE gives back control after so many instructions when no frame ends.</summary>
    public const int InstructionsPerUpdate = 25000;

    /// <summary>An unbroken run through the largest window is at most so many instructions.</summary>
    private const int LongestRun = 4096;

    /// <summary>Runs until the TIA ends a frame, the processor jams, or <paramref name="instructions"/> (below 65,536) are executed.</summary>
    public static void Run<TBanks, TMemory>(ref ConsoleState s, TMemory memory, int instructions)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory
    {
        if (s.Jammed != 0)
            return;

        s.Stop = 0;
        int a = s.A, x = s.X, y = s.Y, pc = s.Pc, nz = s.NegativeZero, carry = s.Carry;
        // Instructions in the low 16 bits, cycles above: n cycles and an instruction are n * Cycle + 1.
        const int Cycle = 0x10000;
        var clock = (long)s.Cycles << 16;
        // While the program runs within one window of plain ROM, its place is an offset into the image, from first to last.
        int offset = 0, first = 0, last = 0, address, value, length;

    EnterWindow:
        if ((int)(clock & 0xFFFF) >= instructions - LongestRun)
            goto OneByOne;
        if (!TBanks.TryProgramWindow(ref s, pc, ref offset, ref first, ref last) || offset > last)
            goto AnyInstruction;
        pc -= offset;

        while (offset <= last)
        {
            var operand = memory.Rom(offset + 1);
            var plain = 0;
            switch (memory.Rom(offset))
            {
                // Branches.
                case 0x10: if ((nz & 0x8080) == 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x30: if ((nz & 0x8080) != 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x50: if (s.Overflow == 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x70: if (s.Overflow != 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x90: if (carry == 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xB0: if (carry != 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xD0: if ((nz & 0xFF) != 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xF0: if ((nz & 0xFF) == 0) goto Branch; offset += 2; clock += 2 * Cycle + 1; continue;

                // Immediate.
                case 0xA9: a = nz = operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xA2: x = nz = operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xA0: y = nz = operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x29: a = nz = a & operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x09: a = nz = a | operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0x49: a = nz = a ^ operand; offset += 2; clock += 2 * Cycle + 1; continue;
                case 0xC9: value = a; offset += 2; clock += 2 * Cycle + 1; goto Compare;
                case 0xE0: value = x; offset += 2; clock += 2 * Cycle + 1; goto Compare;
                case 0xC0: value = y; offset += 2; clock += 2 * Cycle + 1; goto Compare;
                case 0x69: value = operand; if (s.Decimal != 0) goto SlowInstruction; offset += 2; clock += 2 * Cycle + 1; goto Add;
                case 0xE9: value = operand ^ 0xFF; if (s.Decimal != 0) goto SlowInstruction; offset += 2; clock += 2 * Cycle + 1; goto Add;

                // Implied.
                case 0x18: carry = 0; offset++; clock += 2 * Cycle + 1; continue;
                case 0x38: carry = 1; offset++; clock += 2 * Cycle + 1; continue;
                case 0xD8: s.Decimal = 0; offset++; clock += 2 * Cycle + 1; continue;
                case 0xF8: s.Decimal = 1; offset++; clock += 2 * Cycle + 1; continue;
                case 0xAA: x = nz = a; offset++; clock += 2 * Cycle + 1; continue;
                case 0xA8: y = nz = a; offset++; clock += 2 * Cycle + 1; continue;
                case 0x8A: a = nz = x; offset++; clock += 2 * Cycle + 1; continue;
                case 0x98: a = nz = y; offset++; clock += 2 * Cycle + 1; continue;
                case 0xBA: x = nz = s.Sp; offset++; clock += 2 * Cycle + 1; continue;
                case 0x9A: s.Sp = x; offset++; clock += 2 * Cycle + 1; continue;
                case 0xCA: x = nz = x - 1 & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0x88: y = nz = y - 1 & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0xE8: x = nz = x + 1 & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0xC8: y = nz = y + 1 & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0x0A: carry = a >> 7; a = nz = a << 1 & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0x4A: carry = a & 1; a = nz = a >> 1; offset++; clock += 2 * Cycle + 1; continue;
                case 0x2A: value = a << 1 | carry; carry = a >> 7; a = nz = value & 0xFF; offset++; clock += 2 * Cycle + 1; continue;
                case 0x6A: value = a | carry << 8; carry = a & 1; a = nz = value >> 1; offset++; clock += 2 * Cycle + 1; continue;
                case 0xEA: offset++; clock += 2 * Cycle + 1; continue;

                // Zero page. Below $80 lies the TIA.
                case 0xA5:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    a = nz = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0xA6:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    x = nz = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0xA4:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    y = nz = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0x25:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    a = nz = a & memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0x05:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    a = nz = a | memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0x45:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    a = nz = a ^ memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0xC5:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    operand = memory.Ram(operand - 0x80);
                    value = a;
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    goto Compare;
                case 0xE4:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    operand = memory.Ram(operand - 0x80);
                    value = x;
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    goto Compare;
                case 0xC4:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    operand = memory.Ram(operand - 0x80);
                    value = y;
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    goto Compare;
                case 0x65:
                    if (operand < 0x80 || s.Decimal != 0)
                        goto SlowInstruction;
                    value = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    goto Add;
                case 0xE5:
                    if (operand < 0x80 || s.Decimal != 0)
                        goto SlowInstruction;
                    value = memory.Ram(operand - 0x80) ^ 0xFF;
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    goto Add;
                case 0x24:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    value = memory.Ram(operand - 0x80);
                    nz = a & value | (value & 0x80) << 8;
                    s.Overflow = value & 0x40;
                    offset += 2;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0xE6:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    nz = memory.Ram(operand - 0x80) + 1 & 0xFF;
                    memory.SetRam(operand - 0x80, nz);
                    offset += 2;
                    clock += 5 * Cycle + 1;
                    continue;
                case 0xC6:
                    if (operand < 0x80)
                        goto SlowInstruction;
                    nz = memory.Ram(operand - 0x80) - 1 & 0xFF;
                    memory.SetRam(operand - 0x80, nz);
                    offset += 2;
                    clock += 5 * Cycle + 1;
                    continue;
                case 0x85: address = operand; value = a; offset += 2; clock += 3 * Cycle + 1; goto StoreLow;
                case 0x86: address = operand; value = x; offset += 2; clock += 3 * Cycle + 1; goto StoreLow;
                case 0x84: address = operand; value = y; offset += 2; clock += 3 * Cycle + 1; goto StoreLow;

                // Zero page, X.
                case 0xB5:
                    operand = operand + x & 0xFF;
                    if (operand < 0x80)
                        goto SlowInstruction;
                    a = nz = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 4 * Cycle + 1;
                    continue;
                case 0xB4:
                    operand = operand + x & 0xFF;
                    if (operand < 0x80)
                        goto SlowInstruction;
                    y = nz = memory.Ram(operand - 0x80);
                    offset += 2;
                    clock += 4 * Cycle + 1;
                    continue;
                case 0x15 or 0x35 or 0x55 or 0x75 or 0xD5 or 0xF5:
                    operand = operand + x & 0xFF;
                    if (operand < 0x80)
                        goto SlowInstruction;
                    address = operand;
                    operand = 4 * Cycle + 1;
                    length = 2;
                    goto ReadAndOperate;
                case 0x95: address = operand + x & 0xFF; value = a; offset += 2; clock += 4 * Cycle + 1; goto StoreLow;
                case 0x94: address = operand + x & 0xFF; value = y; offset += 2; clock += 4 * Cycle + 1; goto StoreLow;

                // Absolute.
                case 0x0D or 0x2D or 0x4D or 0x6D or 0xAD or 0xCD or 0xED:
                    address = memory.RomWord(offset + 1);
                    operand = 4 * Cycle + 1;
                    length = 3;
                    goto ReadAndOperate;
                case 0x8D: address = memory.RomWord(offset + 1); value = a; operand = 4 * Cycle + 1; length = 3; goto Store;
                case 0x8E: address = memory.RomWord(offset + 1); value = x; operand = 4 * Cycle + 1; length = 3; goto Store;
                case 0x8C: address = memory.RomWord(offset + 1); value = y; operand = 4 * Cycle + 1; length = 3; goto Store;
                case 0x4C: pc = memory.RomWord(offset + 1); clock += 3 * Cycle + 1; goto EnterWindow;

                // Absolute, X or Y.
                case 0x1D or 0x3D or 0x5D or 0x7D or 0xBD or 0xDD or 0xFD:
                    address = memory.RomWord(offset + 1) + x & 0xFFFF;
                    operand = operand + x > 0xFF ? 5 * Cycle + 1 : 4 * Cycle + 1;
                    length = 3;
                    goto ReadAndOperate;
                case 0x19 or 0x39 or 0x59 or 0x79 or 0xB9 or 0xD9 or 0xF9:
                    address = memory.RomWord(offset + 1) + y & 0xFFFF;
                    operand = operand + y > 0xFF ? 5 * Cycle + 1 : 4 * Cycle + 1;
                    length = 3;
                    goto ReadAndOperate;
                case 0x9D: address = memory.RomWord(offset + 1) + x & 0xFFFF; value = a; operand = 5 * Cycle + 1; length = 3; goto Store;
                case 0x99: address = memory.RomWord(offset + 1) + y & 0xFFFF; value = a; operand = 5 * Cycle + 1; length = 3; goto Store;
                case 0xBE:
                    address = memory.RomWord(offset + 1) + y & 0xFFFF;
                    if (!TBanks.TryPlainOffset(ref s, address, ref plain))
                        goto SlowInstruction;
                    x = nz = memory.Rom(plain);
                    clock += operand + y > 0xFF ? 5 * Cycle + 1 : 4 * Cycle + 1;
                    offset += 3;
                    continue;
                case 0xBC:
                    address = memory.RomWord(offset + 1) + x & 0xFFFF;
                    if (!TBanks.TryPlainOffset(ref s, address, ref plain))
                        goto SlowInstruction;
                    y = nz = memory.Rom(plain);
                    clock += operand + x > 0xFF ? 5 * Cycle + 1 : 4 * Cycle + 1;
                    offset += 3;
                    continue;

                // (Zero page), Y. The pointer must lie in the RAM.
                case 0x11 or 0x31 or 0x51 or 0x71 or 0xB1 or 0xD1 or 0xF1:
                    if ((uint)(operand - 0x80) >= 0x7F)
                        goto SlowInstruction;
                    address = memory.Ram(operand - 0x80) + y;
                    operand = address > 0xFF ? 6 * Cycle + 1 : 5 * Cycle + 1;
                    address = (memory.Ram(memory.Rom(offset + 1) - 0x7F) << 8) + address & 0xFFFF;
                    length = 2;
                    goto ReadAndOperate;
                case 0x91:
                    if ((uint)(operand - 0x80) >= 0x7F)
                        goto SlowInstruction;
                    address = (memory.Ram(operand - 0x7F) << 8) + memory.Ram(operand - 0x80) + y & 0xFFFF;
                    value = a;
                    operand = 6 * Cycle + 1;
                    length = 2;
                    goto Store;

                // Stack, while it is in the RAM.
                case 0x48:
                    if (s.Sp < 0x80)
                        goto SlowInstruction;
                    memory.SetRam(s.Sp - 0x80, a);
                    s.Sp--;
                    offset++;
                    clock += 3 * Cycle + 1;
                    continue;
                case 0x08:
                    // With the stack pointer at $1D..$1F, PHP is the shortest way to show a missile or the ball: many programs do it.
                    address = s.Sp;
                    value = Status(ref s, nz, carry);
                    s.Sp = s.Sp - 1 & 0xFF;
                    offset++;
                    clock += 3 * Cycle + 1;
                    goto StoreLow;
                case 0x68:
                    if ((uint)(s.Sp - 0x80) >= 0x7F)
                        goto SlowInstruction;
                    s.Sp++;
                    a = nz = memory.Ram(s.Sp - 0x80);
                    offset++;
                    clock += 4 * Cycle + 1;
                    continue;
                case 0x20:
                    if (s.Sp < 0x81)
                        goto SlowInstruction;
                    address = pc + offset + 2;
                    memory.SetRam(s.Sp - 0x80, address >> 8);
                    memory.SetRam(s.Sp - 0x81, address);
                    s.Sp -= 2;
                    pc = memory.RomWord(offset + 1);
                    clock += 6 * Cycle + 1;
                    goto EnterWindow;
                case 0x60:
                    if ((uint)(s.Sp - 0x80) >= 0x7E)
                        goto SlowInstruction;
                    address = memory.Ram(s.Sp - 0x7F) | memory.Ram(s.Sp - 0x7E) << 8;
                    // RTS reads where it returns to: that must not switch a bank here.
                    if (!TBanks.TryPlainOffset(ref s, address, ref plain))
                        goto SlowInstruction;
                    s.Sp += 2;
                    pc = address + 1;
                    clock += 6 * Cycle + 1;
                    goto EnterWindow;

                // All others, named so that the switch is one jump table.
                case 0x00 or 0x01 or 0x02 or 0x03 or 0x04 or 0x06 or 0x07 or 0x0B or 0x0C or 0x0E or 0x0F or 0x12 or 0x13 or 0x14 or 0x16 or
                    0x17 or 0x1A or 0x1B or 0x1C or 0x1E or 0x1F or 0x21 or 0x22 or 0x23 or 0x26 or 0x27 or 0x28 or 0x2B or 0x2C or 0x2E or 0x2F or
                    0x32 or 0x33 or 0x34 or 0x36 or 0x37 or 0x3A or 0x3B or 0x3C or 0x3E or 0x3F or 0x40 or 0x41 or 0x42 or 0x43 or 0x44 or 0x46 or
                    0x47 or 0x4B or 0x4E or 0x4F or 0x52 or 0x53 or 0x54 or 0x56 or 0x57 or 0x58 or 0x5A or 0x5B or 0x5C or 0x5E or 0x5F or 0x61 or
                    0x62 or 0x63 or 0x64 or 0x66 or 0x67 or 0x6B or 0x6C or 0x6E or 0x6F or 0x72 or 0x73 or 0x74 or 0x76 or 0x77 or 0x78 or 0x7A or
                    0x7B or 0x7C or 0x7E or 0x7F or 0x80 or 0x81 or 0x82 or 0x83 or 0x87 or 0x89 or 0x8B or 0x8F or 0x92 or 0x93 or 0x96 or 0x97 or
                    0x9B or 0x9C or 0x9E or 0x9F or 0xA1 or 0xA3 or 0xA7 or 0xAB or 0xAC or 0xAE or 0xAF or 0xB2 or 0xB3 or 0xB6 or 0xB7 or 0xB8 or
                    0xBB or 0xBF or 0xC1 or 0xC2 or 0xC3 or 0xC7 or 0xCB or 0xCC or 0xCE or 0xCF or 0xD2 or 0xD3 or 0xD4 or 0xD6 or 0xD7 or 0xDA or
                    0xDB or 0xDC or 0xDE or 0xDF or 0xE1 or 0xE2 or 0xE3 or 0xE7 or 0xEB or 0xEC or 0xEE or 0xEF or 0xF2 or 0xF3 or 0xF4 or 0xF6 or
                    0xF7 or 0xFA or 0xFB or 0xFC or 0xFE or 0xFF:
                default:
                    goto SlowInstruction;
            }

            // Here `operand` is what to add to the clock.
        ReadAndOperate:
            if ((address & 0x1280) == 0x80)
                value = memory.Ram(address & 0x7F);
            else if (TBanks.TryPlainOffset(ref s, address, ref plain))
                value = memory.Rom(plain);
            else
                goto SlowInstruction;

            // Column 1 of the opcodes: ORA AND EOR ADC - LDA CMP SBC.
            switch (memory.Rom(offset) >> 5)
            {
                case 5: a = nz = value; break;
                case 0: a = nz = a | value; break;
                case 1: a = nz = a & value; break;
                case 2: a = nz = a ^ value; break;
                case 6: carry = a >= value ? 1 : 0; nz = a - value & 0xFF; break;
                default:
                    if (s.Decimal != 0)
                        goto SlowInstruction;
                    value ^= memory.Rom(offset) >= 0x80 ? 0xFF : 0;
                    offset += length;
                    clock += operand;
                    goto Add;
            }
            offset += length;
            clock += operand;
            continue;

        Add:
            value += carry;
            // The sign is wrong if both operands have the sign that the sum has not: value - carry is the operand.
            nz = a + value;
            s.Overflow = (a ^ nz) & (value - carry ^ nz) & 0x80;
            carry = nz >> 8;
            a = nz = nz & 0xFF;
            continue;

        Compare:
            carry = value >= operand ? 1 : 0;
            nz = value - operand & 0xFF;
            continue;

        Branch:
            // Programs wait for the timer in `LDA INTIM; BNE` back to the LDA: 5 bytes. All rounds that will not find 0 pass at once.
            value = 0;
            if (operand == 0xFB && offset - 3 >= first && memory.Rom(offset) == 0xD0)
            {
                plain = memory.Rom(offset - 3);
                if (plain is 0xAC or 0xAD or 0xAE && (memory.RomWord(offset - 2) & 0x1285) == 0x0284)
                    value = ((s.Timer - 1) << s.TimerShift) + s.TimerSetCycle - (int)(clock >> 16);
            }
            offset += 2;
            address = offset + (operand ^ 0x80) - 0x80;
            length = ((offset ^ address) & 0xFF00) != 0 ? 4 : 3;
            clock += length * Cycle + 1;
            offset = address;
            if (value > 0)
            {
                // INTIM reads 0 once more than `value` cycles have passed at the end of an LDA; before, reading it has no effect.
                length += 4;
                value /= length;
                address = (instructions - LongestRun - (int)(clock & 0xFFFF)) / 2;
                value = value < address ? value : address;
                if (value > 0)
                    clock += value * ((long)length * Cycle + 2);
            }
            if (offset >= first && (int)(clock & 0xFFFF) < instructions - LongestRun)
                continue;
            break;

        Store:
            if ((address & 0x1280) == 0x80)
            {
                memory.SetRam(address & 0x7F, value);
                offset += length;
                clock += operand;
                continue;
            }
            if ((address & 0x1080) != 0)
                goto SlowInstruction;
            offset += length;
            clock += operand;
            goto WriteTia;

        StoreLow:
            if (address >= 0x80)
            {
                memory.SetRam(address - 0x80, value);
                continue;
            }

        WriteTia:
            s.A = a;
            s.X = x;
            s.Y = y;
            s.Pc = pc + offset;
            s.NegativeZero = nz;
            s.Carry = carry;
            s.Cycles = (int)(clock >> 16);
            Tia.Write(ref s, memory, address & 0x3F, value);
            goto Continue;
        }

        // Out of the window, at its end or by a branch; or time to count.
        pc += offset;
        goto EnterWindow;

    SlowInstruction:
        pc += offset;
    AnyInstruction:
        clock++;
        s.A = a;
        s.X = x;
        s.Y = y;
        s.Pc = pc & 0xFFFF;
        s.NegativeZero = nz;
        s.Carry = carry;
        s.Cycles = (int)(clock >> 16);
        Step<ConsoleBus<TBanks>, TMemory>(ref s, memory);

    Continue:
        a = s.A;
        x = s.X;
        y = s.Y;
        pc = s.Pc;
        nz = s.NegativeZero;
        carry = s.Carry;
        clock = (long)s.Cycles << 16 | clock & 0xFFFF;
        if ((s.Stop | s.Jammed) == 0)
            goto EnterWindow;

        s.Pc = pc & 0xFFFF;
        return;

    OneByOne:
        s.A = a;
        s.X = x;
        s.Y = y;
        s.Pc = pc & 0xFFFF;
        s.NegativeZero = nz;
        s.Carry = carry;
        s.Cycles = (int)(clock >> 16);
        for (var executed = (int)(clock & 0xFFFF); executed < instructions && (s.Stop | s.Jammed) == 0; executed++)
            Step<ConsoleBus<TBanks>, TMemory>(ref s, memory);
    }
}
