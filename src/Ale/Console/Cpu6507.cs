using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The MOS 6507: a 6502 with 13 address lines and no interrupts. An instruction is two switches on its opcode: the first is
/// its addressing mode (where the operand lies, how many cycles pass), the second its operation.
/// </summary>
/// <remarks>
/// Timing follows ALE's default core: all cycles of an instruction pass before its operand is read or its result is written, so
/// every access to TIA and RIOT happens at the instruction's last cycle. There are no dummy accesses except those of the
/// stack instructions, and a read-modify-write writes once.
/// </remarks>
internal static partial class Cpu6507
{
    /// <summary>ALE gives back control after so many instructions when no frame ends.</summary>
    public const int InstructionsPerUpdate = 25000;

    /// <summary>Runs until the TIA ends a frame, the processor jams, or <paramref name="instructions"/> are executed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TBus, TMemory>(ref ConsoleState s, TMemory memory, int instructions)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        if (s.Jammed != 0)
            return;

        int a = s.A, x = s.X, y = s.Y, sp = s.Sp, pc = s.Pc;
        int nz = s.NegativeZero, carry = s.Carry, cycles = s.Cycles;
        int address = 0, value = 0, pointer = 0;
        bool stop;
        s.Stop = 0;

        for (; instructions > 0; instructions--)
        {
            var opcode = TBus.Fetch(ref s, memory, pc, cycles);
            pc = pc + 1 & 0xFFFF;

            switch (opcode)
            {
                // Immediate.
                case 0x09: case 0x0B: case 0x29: case 0x2B: case 0x49: case 0x4B: case 0x69: case 0x6B:
                case 0x80: case 0x82: case 0x89: case 0x8B: case 0xA0: case 0xA2: case 0xA9: case 0xAB:
                case 0xC0: case 0xC2: case 0xC9: case 0xCB: case 0xE0: case 0xE2: case 0xE9: case 0xEB:
                    cycles += 2;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    break;

                // Relative: the branches.
                case 0x10: case 0x30: case 0x50: case 0x70: case 0x90: case 0xB0: case 0xD0: case 0xF0:
                    cycles += 2;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    var flag = (opcode >> 6) switch
                    {
                        0 => (nz & 0x8080) != 0,
                        1 => s.Overflow != 0,
                        2 => carry != 0,
                        _ => (nz & 0xFF) == 0,
                    };
                    if (flag == ((opcode & 0x20) != 0))
                    {
                        address = pc + (value ^ 0x80) - 0x80 & 0xFFFF;
                        cycles += ((address ^ pc) & 0xFF00) != 0 ? 2 : 1;
                        pc = address;
                    }
                    continue;

                // Zero page.
                case 0x04: case 0x05: case 0x24: case 0x25: case 0x44: case 0x45: case 0x64: case 0x65:
                case 0xA4: case 0xA5: case 0xA6: case 0xA7: case 0xC4: case 0xC5: case 0xE4: case 0xE5:
                    cycles += opcode == 0xA7 ? 4 : 3;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    value = TBus.ReadLow(ref s, memory, address, address, cycles);
                    break;
                case 0x84: case 0x85: case 0x86: case 0x87:
                    cycles += 3;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    break;
                case 0x06: case 0x07: case 0x26: case 0x27: case 0x46: case 0x47: case 0x66: case 0x67:
                case 0xC6: case 0xC7: case 0xE6: case 0xE7:
                    cycles += 5;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    value = TBus.ReadLow(ref s, memory, address, address, cycles);
                    break;

                // Zero page, X or Y.
                case 0x14: case 0x15: case 0x34: case 0x35: case 0x54: case 0x55: case 0x74: case 0x75:
                case 0xB4: case 0xB5: case 0xB6: case 0xB7: case 0xD4: case 0xD5: case 0xF4: case 0xF5:
                    cycles += 4;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = value + (opcode is 0xB6 or 0xB7 ? y : x) & 0xFF;
                    value = TBus.ReadLow(ref s, memory, address, value, cycles);
                    break;
                case 0x94: case 0x95: case 0x96: case 0x97:
                    cycles += 4;
                    address = TBus.Fetch(ref s, memory, pc, cycles) + (opcode >= 0x96 ? y : x) & 0xFF;
                    pc = pc + 1 & 0xFFFF;
                    break;
                case 0x16: case 0x17: case 0x36: case 0x37: case 0x56: case 0x57: case 0x76: case 0x77:
                case 0xD6: case 0xD7: case 0xF6: case 0xF7:
                    cycles += 6;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = value + x & 0xFF;
                    value = TBus.ReadLow(ref s, memory, address, value, cycles);
                    break;

                // Absolute.
                case 0x0C: case 0x0D: case 0x2C: case 0x2D: case 0x4D: case 0x6D:
                case 0xAC: case 0xAD: case 0xAE: case 0xAF: case 0xCC: case 0xCD: case 0xEC: case 0xED:
                    cycles += 4;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;
                case 0x4C:
                    cycles += 3;
                    pc = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    continue;
                case 0x8C: case 0x8D: case 0x8E: case 0x8F:
                    cycles += 4;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    break;
                case 0x0E: case 0x0F: case 0x2E: case 0x2F: case 0x4E: case 0x4F: case 0x6E: case 0x6F:
                case 0xCE: case 0xCF: case 0xEE: case 0xEF:
                    cycles += 6;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;

                // Absolute, X or Y. Only reads are faster when the page is not crossed.
                case 0x19: case 0x1C: case 0x1D: case 0x39: case 0x3C: case 0x3D: case 0x59: case 0x5C: case 0x5D:
                case 0x79: case 0x7C: case 0x7D: case 0xB9: case 0xBB: case 0xBC: case 0xBD: case 0xBE: case 0xBF:
                case 0xD9: case 0xDC: case 0xDD: case 0xF9: case 0xFC: case 0xFD:
                    cycles += 4;
                    pointer = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    address = pointer + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    cycles += ((address ^ pointer) & 0xFF00) != 0 ? 1 : 0;
                    value = TBus.Read(ref s, memory, address, pointer >> 8, cycles);
                    break;
                case 0x99: case 0x9B: case 0x9C: case 0x9D: case 0x9E: case 0x9F:
                    cycles += 5;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles) + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    pc = pc + 2 & 0xFFFF;
                    break;
                case 0x1B: case 0x1E: case 0x1F: case 0x3B: case 0x3E: case 0x3F: case 0x5B: case 0x5E: case 0x5F:
                case 0x7B: case 0x7E: case 0x7F: case 0xDB: case 0xDE: case 0xDF: case 0xFB: case 0xFE: case 0xFF:
                    cycles += 7;
                    pointer = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    address = pointer + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, pointer >> 8, cycles);
                    break;

                // (Zero page, X).
                case 0x01: case 0x21: case 0x41: case 0x61: case 0xA1: case 0xA3: case 0xC1: case 0xE1:
                case 0x03: case 0x23: case 0x43: case 0x63: case 0xC3: case 0xE3:
                case 0x81: case 0x83:
                    cycles += IsReadModifyWriteIndirect(opcode) ? 8 : 6;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = Pointer<TBus, TMemory>(ref s, memory, value + x & 0xFF, value, cycles);
                    if ((opcode & 0xE0) != 0x80)
                        value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;

                // (Zero page), Y.
                case 0x11: case 0x31: case 0x51: case 0x71: case 0xB1: case 0xB3: case 0xD1: case 0xF1:
                case 0x13: case 0x33: case 0x53: case 0x73: case 0xD3: case 0xF3:
                case 0x91: case 0x93:
                    cycles += (opcode & 0xE0) == 0x80 ? 6 : IsReadModifyWriteIndirect(opcode) ? 8 : 5;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    pointer = Pointer<TBus, TMemory>(ref s, memory, value, value, cycles);
                    address = pointer + y & 0xFFFF;
                    if ((opcode & 0xE0) != 0x80)
                    {
                        if (((address ^ pointer) & 0xFF00) != 0 && !IsReadModifyWriteIndirect(opcode))
                            cycles++;
                        value = TBus.Read(ref s, memory, address, pointer >> 8, cycles);
                    }
                    break;

                // JMP (absolute): the pointer's high byte is read from the same page.
                case 0x6C:
                    cycles += 5;
                    pointer = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    value = TBus.Read(ref s, memory, pointer, pointer >> 8, cycles);
                    pc = value | TBus.Read(ref s, memory, pointer & 0xFF00 | pointer + 1 & 0xFF, value, cycles) << 8;
                    continue;

                // Implied.
                case 0x18: carry = 0; cycles += 2; continue;
                case 0x38: carry = 1; cycles += 2; continue;
                case 0x58: s.InterruptDisable = 0; cycles += 2; continue;
                case 0x78: s.InterruptDisable = 1; cycles += 2; continue;
                case 0xB8: s.Overflow = 0; cycles += 2; continue;
                case 0xD8: s.Decimal = 0; cycles += 2; continue;
                case 0xF8: s.Decimal = 1; cycles += 2; continue;
                case 0xAA: x = nz = a; cycles += 2; continue;
                case 0xA8: y = nz = a; cycles += 2; continue;
                case 0x8A: a = nz = x; cycles += 2; continue;
                case 0x98: a = nz = y; cycles += 2; continue;
                case 0xBA: x = nz = sp; cycles += 2; continue;
                case 0x9A: sp = x; cycles += 2; continue;
                case 0xCA: x = nz = x - 1 & 0xFF; cycles += 2; continue;
                case 0x88: y = nz = y - 1 & 0xFF; cycles += 2; continue;
                case 0xE8: x = nz = x + 1 & 0xFF; cycles += 2; continue;
                case 0xC8: y = nz = y + 1 & 0xFF; cycles += 2; continue;
                case 0x0A: carry = a >> 7; a = nz = a << 1 & 0xFF; cycles += 2; continue;
                case 0x4A: carry = a & 1; a = nz = a >> 1; cycles += 2; continue;
                case 0x2A: value = a << 1 | carry; carry = a >> 7; a = nz = value & 0xFF; cycles += 2; continue;
                case 0x6A: value = a >> 1 | carry << 7; carry = a & 1; a = nz = value; cycles += 2; continue;
                case 0x1A: case 0x3A: case 0x5A: case 0x7A: case 0xDA: case 0xEA: case 0xFA: cycles += 2; continue;

                // Stack.
                case 0x48:
                    cycles += 3;
                    address = 0x100 | sp;
                    value = a;
                    sp = sp - 1 & 0xFF;
                    goto Store;
                case 0x08:
                    cycles += 3;
                    address = 0x100 | sp;
                    value = Status(ref s, nz, carry);
                    sp = sp - 1 & 0xFF;
                    goto Store;
                case 0x68:
                    cycles += 4;
                    a = nz = Pull<TBus, TMemory>(ref s, memory, sp, opcode, cycles);
                    sp = sp + 1 & 0xFF;
                    continue;
                case 0x28:
                    cycles += 4;
                    SetStatus(ref s, Pull<TBus, TMemory>(ref s, memory, sp, opcode, cycles), ref nz, ref carry);
                    sp = sp + 1 & 0xFF;
                    continue;
                case 0x20:
                    cycles += 6;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    ReadStack<TBus, TMemory>(ref s, memory, sp, value, cycles);
                    stop = PushWord<TBus, TMemory>(ref s, memory, sp, pc, ref cycles);
                    sp = sp - 2 & 0xFF;
                    pc = value | TBus.Fetch(ref s, memory, pc, cycles) << 8;
                    goto Stored;
                case 0x60:
                    cycles += 6;
                    value = ReadStack<TBus, TMemory>(ref s, memory, sp, opcode, cycles);
                    pc = PullWord<TBus, TMemory>(ref s, memory, sp, value, cycles);
                    sp = sp + 2 & 0xFF;
                    TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    continue;
                case 0x40:
                    cycles += 6;
                    value = Pull<TBus, TMemory>(ref s, memory, sp, opcode, cycles);
                    SetStatus(ref s, value, ref nz, ref carry);
                    pc = PullWord<TBus, TMemory>(ref s, memory, sp + 1 & 0xFF, value, cycles);
                    sp = sp + 3 & 0xFF;
                    continue;
                case 0x00:
                    cycles += 7;
                    TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    stop = PushWord<TBus, TMemory>(ref s, memory, sp, pc, ref cycles);
                    s.AfterWrite = 1;
                    stop |= Push<TBus, TMemory>(ref s, memory, sp - 2, Status(ref s, nz, carry), ref cycles);
                    s.AfterWrite = 0;
                    sp = sp - 3 & 0xFF;
                    s.InterruptDisable = 1;
                    pc = FetchWord<TBus, TMemory>(ref s, memory, 0xFFFE, cycles);
                    goto Stored;

                // JAM: x2 in every odd row but 8, A, C, E.
                default:
                    cycles += 2;
                    s.Jammed = 1;
                    goto Done;
            }

            switch (opcode)
            {
                // Loads.
                case 0xA9: case 0xA5: case 0xB5: case 0xAD: case 0xBD: case 0xB9: case 0xA1: case 0xB1:
                    a = nz = value;
                    continue;
                case 0xA2: case 0xA6: case 0xB6: case 0xAE: case 0xBE:
                    x = nz = value;
                    continue;
                case 0xA0: case 0xA4: case 0xB4: case 0xAC: case 0xBC:
                    y = nz = value;
                    continue;
                case 0xA3: case 0xA7: case 0xAF: case 0xB3: case 0xB7: case 0xBF:
                    a = x = nz = value;
                    continue;
                case 0xAB:
                    a = x = nz = (a | 0xEE) & value;
                    continue;
                case 0xBB:
                    a = x = sp = nz = sp & value;
                    continue;

                // Stores.
                case 0x85: case 0x95: case 0x8D: case 0x9D: case 0x99: case 0x81: case 0x91:
                    value = a;
                    break;
                case 0x86: case 0x96: case 0x8E:
                    value = x;
                    break;
                case 0x84: case 0x94: case 0x8C:
                    value = y;
                    break;
                case 0x87: case 0x97: case 0x8F: case 0x83:
                    value = a & x;
                    break;
                case 0x93: case 0x9F:
                    value = a & x & (address >> 8) + 1;
                    break;
                case 0x9B:
                    sp = a & x;
                    value = sp & (address >> 8) + 1;
                    break;
                case 0x9C:
                    value = y & (address >> 8) + 1;
                    break;
                case 0x9E:
                    value = x & (address >> 8) + 1;
                    break;

                // Logic.
                case 0x29: case 0x25: case 0x35: case 0x2D: case 0x3D: case 0x39: case 0x21: case 0x31:
                    a = nz = a & value;
                    continue;
                case 0x09: case 0x05: case 0x15: case 0x0D: case 0x1D: case 0x19: case 0x01: case 0x11:
                    a = nz = a | value;
                    continue;
                case 0x49: case 0x45: case 0x55: case 0x4D: case 0x5D: case 0x59: case 0x41: case 0x51:
                    a = nz = a ^ value;
                    continue;
                case 0x24: case 0x2C:
                    nz = a & value | (value & 0x80) << 8;
                    s.Overflow = value & 0x40;
                    continue;
                case 0x0B: case 0x2B:
                    a = nz = a & value;
                    carry = a >> 7;
                    continue;
                case 0x4B:
                    a &= value;
                    carry = a & 1;
                    a = nz = a >> 1;
                    continue;
                case 0x6B:
                    value = Arr(ref s, a, value, carry);
                    a = value & 0xFF;
                    carry = value >> 8 & 1;
                    nz = value >> 16;
                    continue;
                case 0x8B:
                    a = nz = (a | 0xEE) & x & value;
                    continue;

                // Arithmetic.
                case 0x69: case 0x65: case 0x75: case 0x6D: case 0x7D: case 0x79: case 0x61: case 0x71:
                    Add(ref s, ref a, ref nz, ref carry, value);
                    continue;
                case 0xE9: case 0xE5: case 0xF5: case 0xED: case 0xFD: case 0xF9: case 0xE1: case 0xF1: case 0xEB:
                    Subtract(ref s, ref a, ref nz, ref carry, value);
                    continue;
                case 0xC9: case 0xC5: case 0xD5: case 0xCD: case 0xDD: case 0xD9: case 0xC1: case 0xD1:
                    carry = a >= value ? 1 : 0;
                    nz = a - value & 0xFF;
                    continue;
                case 0xE0: case 0xE4: case 0xEC:
                    carry = x >= value ? 1 : 0;
                    nz = x - value & 0xFF;
                    continue;
                case 0xC0: case 0xC4: case 0xCC:
                    carry = y >= value ? 1 : 0;
                    nz = y - value & 0xFF;
                    continue;
                case 0xCB:
                    value = (a & x) - value;
                    carry = value >= 0 ? 1 : 0;
                    x = nz = value & 0xFF;
                    continue;

                // Read-modify-write, and with it an operation on A.
                case 0xE6: case 0xF6: case 0xEE: case 0xFE:
                    value = nz = value + 1 & 0xFF;
                    break;
                case 0xC6: case 0xD6: case 0xCE: case 0xDE:
                    value = nz = value - 1 & 0xFF;
                    break;
                case 0x06: case 0x16: case 0x0E: case 0x1E:
                    carry = value >> 7;
                    value = nz = value << 1 & 0xFF;
                    break;
                case 0x46: case 0x56: case 0x4E: case 0x5E:
                    carry = value & 1;
                    value = nz = value >> 1;
                    break;
                case 0x26: case 0x36: case 0x2E: case 0x3E:
                    pointer = value << 1 | carry;
                    carry = value >> 7;
                    value = nz = pointer & 0xFF;
                    break;
                case 0x66: case 0x76: case 0x6E: case 0x7E:
                    pointer = value >> 1 | carry << 7;
                    carry = value & 1;
                    value = nz = pointer;
                    break;
                case 0x07: case 0x17: case 0x0F: case 0x1F: case 0x1B: case 0x03: case 0x13:
                    carry = value >> 7;
                    value = value << 1 & 0xFF;
                    a = nz = a | value;
                    break;
                case 0x27: case 0x37: case 0x2F: case 0x3F: case 0x3B: case 0x23: case 0x33:
                    pointer = value << 1 | carry;
                    carry = value >> 7;
                    value = pointer & 0xFF;
                    a = nz = a & value;
                    break;
                case 0x47: case 0x57: case 0x4F: case 0x5F: case 0x5B: case 0x43: case 0x53:
                    carry = value & 1;
                    value >>= 1;
                    a = nz = a ^ value;
                    break;
                case 0x67: case 0x77: case 0x6F: case 0x7F: case 0x7B: case 0x63: case 0x73:
                    pointer = value >> 1 | carry << 7;
                    carry = value & 1;
                    value = pointer;
                    Add(ref s, ref a, ref nz, ref carry, value);
                    break;
                case 0xC7: case 0xD7: case 0xCF: case 0xDF: case 0xDB: case 0xC3: case 0xD3:
                    value = value - 1 & 0xFF;
                    carry = a >= value ? 1 : 0;
                    nz = a - value & 0xFF;
                    break;
                case 0xE7: case 0xF7: case 0xEF: case 0xFF: case 0xFB: case 0xE3: case 0xF3:
                    value = value + 1 & 0xFF;
                    Subtract(ref s, ref a, ref nz, ref carry, value);
                    break;

                // The NOPs that read.
                default:
                    continue;
            }

        Store:
            stop = TBus.Write(ref s, memory, address, value, ref cycles);
        Stored:
            if (stop)
                break;
        }

    Done:
        s.A = a;
        s.X = x;
        s.Y = y;
        s.Sp = sp;
        s.Pc = pc;
        s.NegativeZero = nz;
        s.Carry = carry;
        s.Cycles = cycles;
    }

    // Of the indexed absolute modes, rows 1, 3, 5 ... use Y in columns 9 and B, and in BE, BF, 9E, 9F.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IndexesY(int opcode) => (opcode & 0x0C) == 0x08 || (opcode & 0xDE) == 0x9E;

    // Column 3, but for LAX and SAX/SHA, which only read and only write.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsReadModifyWriteIndirect(int opcode) => (opcode & 2) != 0 && (opcode & 0xC0) != 0x80;
}
