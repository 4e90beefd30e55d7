using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>
/// The MOS 6507: a 6502 with 13 address lines and no interrupts. An instruction is two switches on its opcode: the first is
/// its addressing mode (where the operand lies, how many cycles pass), the second its operation. <see cref="Step"/> does any instruction
/// on any bus; frequent ones of a cartridge are done faster by <see cref="TranslatedProcessor"/>.
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

    /// <summary>Runs until the TIA ends a frame, the processor jams, or an update's instructions are executed.</summary>
    public static void Run<TBanks, TMemory>(ref ConsoleState s, TMemory memory)
        where TBanks : struct, IBankSwitching
        where TMemory : struct, IConsoleMemory
    {
        if (s.Jammed != 0)
            return;
        s.Stop = 0;
        for (var i = 0; i < InstructionsPerUpdate && (s.Stop | s.Jammed) == 0; i++)
            Step<ConsoleBus<TBanks>, TMemory>(ref s, memory);
    }

    /// <summary>Executes one instruction. Nothing happens after a JAM.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    public static void Step<TBus, TMemory>(ref ConsoleState s, TMemory memory)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        if (s.Jammed != 0)
            return;

        int a = s.A, x = s.X, y = s.Y, sp = s.Sp, pc = s.Pc;
        int nz = s.NegativeZero, carry = s.Carry, cycles = s.Cycles;
        int address = 0, value = 0, pointer = 0;

        // Once: `continue` is the end of an instruction that stores nothing.
        do
        {
            var opcode = TBus.Fetch(ref s, memory, pc, cycles);
            pc = pc + 1 & 0xFFFF;

            switch (opcode)
            {
                // Immediate.
                case 0x09 or 0x0B or 0x29 or 0x2B or 0x49 or 0x4B or 0x69 or 0x6B or 0x80 or 0x82 or 0x89 or 0x8B or 0xA0 or 0xA2 or 0xA9 or 0xAB or
                    0xC0 or 0xC2 or 0xC9 or 0xCB or 0xE0 or 0xE2 or 0xE9 or 0xEB:
                    cycles += 2;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    break;

                // Relative: the branches.
                case 0x10 or 0x30 or 0x50 or 0x70 or 0x90 or 0xB0 or 0xD0 or 0xF0:
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
                case 0x04 or 0x05 or 0x24 or 0x25 or 0x44 or 0x45 or 0x64 or 0x65 or 0xA4 or 0xA5 or 0xA6 or 0xA7 or 0xC4 or 0xC5 or 0xE4 or 0xE5:
                    cycles += opcode == 0xA7 ? 4 : 3;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    value = TBus.ReadLow(ref s, memory, address, address, cycles);
                    break;
                case 0x84 or 0x85 or 0x86 or 0x87:
                    cycles += 3;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    break;
                case 0x06 or 0x07 or 0x26 or 0x27 or 0x46 or 0x47 or 0x66 or 0x67 or 0xC6 or 0xC7 or 0xE6 or 0xE7:
                    cycles += 5;
                    address = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    value = TBus.ReadLow(ref s, memory, address, address, cycles);
                    break;

                // Zero page, X or Y.
                case 0x14 or 0x15 or 0x34 or 0x35 or 0x54 or 0x55 or 0x74 or 0x75 or 0xB4 or 0xB5 or 0xB6 or 0xB7 or 0xD4 or 0xD5 or 0xF4 or 0xF5:
                    cycles += 4;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = value + (opcode is 0xB6 or 0xB7 ? y : x) & 0xFF;
                    value = TBus.ReadLow(ref s, memory, address, value, cycles);
                    break;
                case 0x94 or 0x95 or 0x96 or 0x97:
                    cycles += 4;
                    address = TBus.Fetch(ref s, memory, pc, cycles) + (opcode >= 0x96 ? y : x) & 0xFF;
                    pc = pc + 1 & 0xFFFF;
                    break;
                case 0x16 or 0x17 or 0x36 or 0x37 or 0x56 or 0x57 or 0x76 or 0x77 or 0xD6 or 0xD7 or 0xF6 or 0xF7:
                    cycles += 6;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = value + x & 0xFF;
                    value = TBus.ReadLow(ref s, memory, address, value, cycles);
                    break;

                // Absolute.
                case 0x0C or 0x0D or 0x2C or 0x2D or 0x4D or 0x6D or 0xAC or 0xAD or 0xAE or 0xAF or 0xCC or 0xCD or 0xEC or 0xED:
                    cycles += 4;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;
                case 0x4C:
                    cycles += 3;
                    pc = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    continue;
                case 0x8C or 0x8D or 0x8E or 0x8F:
                    cycles += 4;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    break;
                case 0x0E or 0x0F or 0x2E or 0x2F or 0x4E or 0x4F or 0x6E or 0x6F or 0xCE or 0xCF or 0xEE or 0xEF:
                    cycles += 6;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;

                // Absolute, X or Y. Only reads are faster when the page is not crossed.
                case 0x19 or 0x1C or 0x1D or 0x39 or 0x3C or 0x3D or 0x59 or 0x5C or 0x5D or 0x79 or 0x7C or 0x7D or 0xB9 or 0xBB or 0xBC or 0xBD or
                    0xBE or 0xBF or 0xD9 or 0xDC or 0xDD or 0xF9 or 0xFC or 0xFD:
                    cycles += 4;
                    pointer = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    address = pointer + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    cycles += ((address ^ pointer) & 0xFF00) != 0 ? 1 : 0;
                    value = TBus.Read(ref s, memory, address, pointer >> 8, cycles);
                    break;
                case 0x99 or 0x9B or 0x9C or 0x9D or 0x9E or 0x9F:
                    cycles += 5;
                    address = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles) + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    pc = pc + 2 & 0xFFFF;
                    break;
                case 0x1B or 0x1E or 0x1F or 0x3B or 0x3E or 0x3F or 0x5B or 0x5E or 0x5F or 0x7B or 0x7E or 0x7F or 0xDB or 0xDE or 0xDF or 0xFB or
                    0xFE or 0xFF:
                    cycles += 7;
                    pointer = FetchWord<TBus, TMemory>(ref s, memory, pc, cycles);
                    pc = pc + 2 & 0xFFFF;
                    address = pointer + (IndexesY(opcode) ? y : x) & 0xFFFF;
                    value = TBus.Read(ref s, memory, address, pointer >> 8, cycles);
                    break;

                // (Zero page, X).
                case 0x01 or 0x21 or 0x41 or 0x61 or 0xA1 or 0xA3 or 0xC1 or 0xE1 or 0x03 or 0x23 or 0x43 or 0x63 or 0xC3 or 0xE3 or 0x81 or 0x83:
                    cycles += IsReadModifyWriteIndirect(opcode) ? 8 : 6;
                    value = TBus.Fetch(ref s, memory, pc, cycles);
                    pc = pc + 1 & 0xFFFF;
                    address = Pointer<TBus, TMemory>(ref s, memory, value + x & 0xFF, value, cycles);
                    if ((opcode & 0xE0) != 0x80)
                        value = TBus.Read(ref s, memory, address, address >> 8, cycles);
                    break;

                // (Zero page), Y.
                case 0x11 or 0x31 or 0x51 or 0x71 or 0xB1 or 0xB3 or 0xD1 or 0xF1 or 0x13 or 0x33 or 0x53 or 0x73 or 0xD3 or 0xF3 or 0x91 or 0x93:
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
                case 0x1A or 0x3A or 0x5A or 0x7A or 0xDA or 0xEA or 0xFA: cycles += 2; continue;

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
                    PushWord<TBus, TMemory>(ref s, memory, sp, pc, ref cycles);
                    sp = sp - 2 & 0xFF;
                    pc = value | TBus.Fetch(ref s, memory, pc, cycles) << 8;
                    continue;
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
                    PushWord<TBus, TMemory>(ref s, memory, sp, pc, ref cycles);
                    s.AfterWrite = 1;
                    Push<TBus, TMemory>(ref s, memory, sp - 2, Status(ref s, nz, carry), ref cycles);
                    s.AfterWrite = 0;
                    sp = sp - 3 & 0xFF;
                    s.InterruptDisable = 1;
                    pc = FetchWord<TBus, TMemory>(ref s, memory, 0xFFFE, cycles);
                    continue;

                // JAM: x2 in every odd row but 8, A, C, E.
                default:
                    cycles += 2;
                    s.Jammed = 1;
                    continue;
            }

            switch (opcode)
            {
                // Loads.
                case 0xA9 or 0xA5 or 0xB5 or 0xAD or 0xBD or 0xB9 or 0xA1 or 0xB1:
                    a = nz = value;
                    continue;
                case 0xA2 or 0xA6 or 0xB6 or 0xAE or 0xBE:
                    x = nz = value;
                    continue;
                case 0xA0 or 0xA4 or 0xB4 or 0xAC or 0xBC:
                    y = nz = value;
                    continue;
                case 0xA3 or 0xA7 or 0xAF or 0xB3 or 0xB7 or 0xBF:
                    a = x = nz = value;
                    continue;
                case 0xAB:
                    a = x = nz = (a | 0xEE) & value;
                    continue;
                case 0xBB:
                    a = x = sp = nz = sp & value;
                    continue;

                // Stores.
                case 0x85 or 0x95 or 0x8D or 0x9D or 0x99 or 0x81 or 0x91:
                    value = a;
                    break;
                case 0x86 or 0x96 or 0x8E:
                    value = x;
                    break;
                case 0x84 or 0x94 or 0x8C:
                    value = y;
                    break;
                case 0x87 or 0x97 or 0x8F or 0x83:
                    value = a & x;
                    break;
                case 0x93 or 0x9F:
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
                case 0x29 or 0x25 or 0x35 or 0x2D or 0x3D or 0x39 or 0x21 or 0x31:
                    a = nz = a & value;
                    continue;
                case 0x09 or 0x05 or 0x15 or 0x0D or 0x1D or 0x19 or 0x01 or 0x11:
                    a = nz = a | value;
                    continue;
                case 0x49 or 0x45 or 0x55 or 0x4D or 0x5D or 0x59 or 0x41 or 0x51:
                    a = nz = a ^ value;
                    continue;
                case 0x24 or 0x2C:
                    nz = a & value | (value & 0x80) << 8;
                    s.Overflow = value & 0x40;
                    continue;
                case 0x0B or 0x2B:
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
                case 0x69 or 0x65 or 0x75 or 0x6D or 0x7D or 0x79 or 0x61 or 0x71:
                    Add(ref s, ref a, ref nz, ref carry, value);
                    continue;
                case 0xE9 or 0xE5 or 0xF5 or 0xED or 0xFD or 0xF9 or 0xE1 or 0xF1 or 0xEB:
                    Subtract(ref s, ref a, ref nz, ref carry, value);
                    continue;
                case 0xC9 or 0xC5 or 0xD5 or 0xCD or 0xDD or 0xD9 or 0xC1 or 0xD1:
                    carry = a >= value ? 1 : 0;
                    nz = a - value & 0xFF;
                    continue;
                case 0xE0 or 0xE4 or 0xEC:
                    carry = x >= value ? 1 : 0;
                    nz = x - value & 0xFF;
                    continue;
                case 0xC0 or 0xC4 or 0xCC:
                    carry = y >= value ? 1 : 0;
                    nz = y - value & 0xFF;
                    continue;
                case 0xCB:
                    value = (a & x) - value;
                    carry = value >= 0 ? 1 : 0;
                    x = nz = value & 0xFF;
                    continue;

                // Read-modify-write, and with it an operation on A.
                case 0xE6 or 0xF6 or 0xEE or 0xFE:
                    value = nz = value + 1 & 0xFF;
                    break;
                case 0xC6 or 0xD6 or 0xCE or 0xDE:
                    value = nz = value - 1 & 0xFF;
                    break;
                case 0x06 or 0x16 or 0x0E or 0x1E:
                    carry = value >> 7;
                    value = nz = value << 1 & 0xFF;
                    break;
                case 0x46 or 0x56 or 0x4E or 0x5E:
                    carry = value & 1;
                    value = nz = value >> 1;
                    break;
                case 0x26 or 0x36 or 0x2E or 0x3E:
                    pointer = value << 1 | carry;
                    carry = value >> 7;
                    value = nz = pointer & 0xFF;
                    break;
                case 0x66 or 0x76 or 0x6E or 0x7E:
                    pointer = value >> 1 | carry << 7;
                    carry = value & 1;
                    value = nz = pointer;
                    break;
                case 0x07 or 0x17 or 0x0F or 0x1F or 0x1B or 0x03 or 0x13:
                    carry = value >> 7;
                    value = value << 1 & 0xFF;
                    a = nz = a | value;
                    break;
                case 0x27 or 0x37 or 0x2F or 0x3F or 0x3B or 0x23 or 0x33:
                    pointer = value << 1 | carry;
                    carry = value >> 7;
                    value = pointer & 0xFF;
                    a = nz = a & value;
                    break;
                case 0x47 or 0x57 or 0x4F or 0x5F or 0x5B or 0x43 or 0x53:
                    carry = value & 1;
                    value >>= 1;
                    a = nz = a ^ value;
                    break;
                case 0x67 or 0x77 or 0x6F or 0x7F or 0x7B or 0x63 or 0x73:
                    pointer = value >> 1 | carry << 7;
                    carry = value & 1;
                    value = pointer;
                    Add(ref s, ref a, ref nz, ref carry, value);
                    break;
                case 0xC7 or 0xD7 or 0xCF or 0xDF or 0xDB or 0xC3 or 0xD3:
                    value = value - 1 & 0xFF;
                    carry = a >= value ? 1 : 0;
                    nz = a - value & 0xFF;
                    break;
                case 0xE7 or 0xF7 or 0xEF or 0xFF or 0xFB or 0xE3 or 0xF3:
                    value = value + 1 & 0xFF;
                    Subtract(ref s, ref a, ref nz, ref carry, value);
                    break;

                // The NOPs that read.
                default:
                    continue;
            }

        Store:
            TBus.Write(ref s, memory, address, value, ref cycles);
        }
        while (false);

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
