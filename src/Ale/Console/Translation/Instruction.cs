namespace DqnGpu.Ale;

/// <summary>What an instruction does, besides where its operand lies.</summary>
internal enum Operation
{
    /// <summary>Not translated: <see cref="Cpu6507.Step"/> does it.</summary>
    Other,
    Lda, Ldx, Ldy, Lax, Sta, Stx, Sty, Sax,
    Ora, And, Eor, Adc, Sbc, Cmp, Cpx, Cpy, Bit,
    Asl, Lsr, Rol, Ror, Inc, Dec, Dcp,
    Tax, Txa, Tay, Tya, Tsx, Txs, Inx, Dex, Iny, Dey,
    Clc, Sec, Cld, Sed, Cli, Sei, Clv, Nop,
    Pha, Pla, Php, Branch, Jmp, JmpIndirect, Jsr, Rts,
}

/// <summary>Where an operand lies.</summary>
internal enum AddressingMode
{
    Implied, Accumulator, Immediate, Relative, ZeroPage, ZeroPageX, ZeroPageY, Absolute, AbsoluteX, AbsoluteY, IndirectX, IndirectY,
}

/// <summary>One decoded instruction of a program.</summary>
/// <param name="Pc">Its address, 16 bits.</param>
/// <param name="Opcode">Its first byte.</param>
/// <param name="Operand">The one or two bytes after it.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Mode">Where its operand lies.</param>
internal readonly record struct Instruction(int Pc, int Opcode, int Operand, Operation Operation, AddressingMode Mode)
{
    /// <summary>The number of its bytes.</summary>
    public int Length => Mode switch
    {
        AddressingMode.Implied or AddressingMode.Accumulator => 1,
        AddressingMode.Absolute or AddressingMode.AbsoluteX or AddressingMode.AbsoluteY => 3,
        _ => 2,
    };

    /// <summary>The address of the instruction behind it.</summary>
    public int Next => Pc + Length & 0xFFFF;

    /// <summary>Where a branch, JMP or JSR goes.</summary>
    public int Target => Operation == Operation.Branch ? Next + (Operand ^ 0x80) - 0x80 & 0xFFFF : Operand;

    /// <summary>It goes on somewhere else than at <see cref="Next"/>, always.</summary>
    public bool EndsPath => Operation is Operation.Jmp or Operation.JmpIndirect or Operation.Jsr or Operation.Rts or Operation.Other;

    /// <summary>It reads its operand, changes it and writes it back.</summary>
    public bool ReadsModifiesWrites =>
        Mode != AddressingMode.Accumulator && Operation is >= Operation.Asl and <= Operation.Dcp;

    /// <summary>It only writes its operand.</summary>
    public bool Stores => Operation is >= Operation.Sta and <= Operation.Sax;

    /// <summary>Its cycles, less those of a page crossing or a taken branch.</summary>
    public int Cycles => Operation switch
    {
        Operation.Pha or Operation.Php or Operation.Jmp => 3,
        Operation.Pla => 4,
        Operation.JmpIndirect => 5,
        Operation.Jsr or Operation.Rts => 6,
        // ALE gives the undocumented LAX of the zero page a cycle more than the chip.
        Operation.Lax when Mode == AddressingMode.ZeroPage => 4,
        _ when ReadsModifiesWrites => Mode switch
        {
            AddressingMode.ZeroPage => 5,
            AddressingMode.ZeroPageX or AddressingMode.Absolute => 6,
            AddressingMode.AbsoluteX or AddressingMode.AbsoluteY => 7,
            _ => 8,
        },
        _ => Mode switch
        {
            AddressingMode.ZeroPage => 3,
            AddressingMode.ZeroPageX or AddressingMode.ZeroPageY or AddressingMode.Absolute => 4,
            AddressingMode.AbsoluteX or AddressingMode.AbsoluteY => Stores ? 5 : 4,
            AddressingMode.IndirectX => 6,
            AddressingMode.IndirectY => Stores ? 6 : 5,
            _ => 2,
        },
    };

    /// <summary>Decodes the instruction at <paramref name="pc"/>.</summary>
    public static Instruction Decode(int pc, int opcode, int firstByte, int secondByte)
    {
        var operation = OperationOf(opcode);
        var mode = ModeOf(opcode, operation);
        var decoded = new Instruction(pc, opcode, firstByte, operation, mode);
        return decoded.Length == 3 ? decoded with { Operand = firstByte | secondByte << 8 } : decoded;
    }

    private static AddressingMode ModeOf(int opcode, Operation operation)
    {
        if (operation is Operation.Jsr or Operation.JmpIndirect)
            return AddressingMode.Absolute;
        if (operation == Operation.Other)
            return AddressingMode.Implied;
        // STX, LDX, SAX and LAX use Y where others use X.
        var usesY = opcode is 0x96 or 0x97 or 0xB6 or 0xB7 or 0xBE or 0xBF;
        switch (opcode & 0x1F)
        {
            case 0x00 or 0x02 or 0x09 or 0x0B: return operation >= Operation.Tax ? AddressingMode.Implied : AddressingMode.Immediate;
            case 0x01 or 0x03: return AddressingMode.IndirectX;
            case 0x04 or 0x05 or 0x06 or 0x07: return AddressingMode.ZeroPage;
            case 0x0A: return operation <= Operation.Ror ? AddressingMode.Accumulator : AddressingMode.Implied;
            case 0x0C or 0x0D or 0x0E or 0x0F: return AddressingMode.Absolute;
            case 0x10: return AddressingMode.Relative;
            case 0x11 or 0x13: return AddressingMode.IndirectY;
            case 0x14 or 0x15 or 0x16 or 0x17: return usesY ? AddressingMode.ZeroPageY : AddressingMode.ZeroPageX;
            case 0x19 or 0x1B: return AddressingMode.AbsoluteY;
            case 0x1C or 0x1D or 0x1E or 0x1F: return usesY ? AddressingMode.AbsoluteY : AddressingMode.AbsoluteX;
            default: return AddressingMode.Implied;
        }
    }

    private static Operation OperationOf(int opcode) => opcode switch
    {
        0xA9 or 0xA5 or 0xB5 or 0xAD or 0xBD or 0xB9 or 0xA1 or 0xB1 => Operation.Lda,
        0xA2 or 0xA6 or 0xB6 or 0xAE or 0xBE => Operation.Ldx,
        0xA0 or 0xA4 or 0xB4 or 0xAC or 0xBC => Operation.Ldy,
        0xA3 or 0xA7 or 0xAF or 0xB3 or 0xB7 or 0xBF => Operation.Lax,
        0x85 or 0x95 or 0x8D or 0x9D or 0x99 or 0x81 or 0x91 => Operation.Sta,
        0x86 or 0x96 or 0x8E => Operation.Stx,
        0x84 or 0x94 or 0x8C => Operation.Sty,
        0x87 or 0x97 or 0x8F or 0x83 => Operation.Sax,
        0x09 or 0x05 or 0x15 or 0x0D or 0x1D or 0x19 or 0x01 or 0x11 => Operation.Ora,
        0x29 or 0x25 or 0x35 or 0x2D or 0x3D or 0x39 or 0x21 or 0x31 => Operation.And,
        0x49 or 0x45 or 0x55 or 0x4D or 0x5D or 0x59 or 0x41 or 0x51 => Operation.Eor,
        0x69 or 0x65 or 0x75 or 0x6D or 0x7D or 0x79 or 0x61 or 0x71 => Operation.Adc,
        0xE9 or 0xE5 or 0xF5 or 0xED or 0xFD or 0xF9 or 0xE1 or 0xF1 or 0xEB => Operation.Sbc,
        0xC9 or 0xC5 or 0xD5 or 0xCD or 0xDD or 0xD9 or 0xC1 or 0xD1 => Operation.Cmp,
        0xE0 or 0xE4 or 0xEC => Operation.Cpx,
        0xC0 or 0xC4 or 0xCC => Operation.Cpy,
        0x24 or 0x2C => Operation.Bit,
        0x0A or 0x06 or 0x16 or 0x0E or 0x1E => Operation.Asl,
        0x4A or 0x46 or 0x56 or 0x4E or 0x5E => Operation.Lsr,
        0x2A or 0x26 or 0x36 or 0x2E or 0x3E => Operation.Rol,
        0x6A or 0x66 or 0x76 or 0x6E or 0x7E => Operation.Ror,
        0xE6 or 0xF6 or 0xEE or 0xFE => Operation.Inc,
        0xC6 or 0xD6 or 0xCE or 0xDE => Operation.Dec,
        0xC7 or 0xD7 or 0xCF or 0xDF or 0xDB or 0xC3 or 0xD3 => Operation.Dcp,
        0xAA => Operation.Tax,
        0x8A => Operation.Txa,
        0xA8 => Operation.Tay,
        0x98 => Operation.Tya,
        0xBA => Operation.Tsx,
        0x9A => Operation.Txs,
        0xE8 => Operation.Inx,
        0xCA => Operation.Dex,
        0xC8 => Operation.Iny,
        0x88 => Operation.Dey,
        0x18 => Operation.Clc,
        0x38 => Operation.Sec,
        0xD8 => Operation.Cld,
        0xF8 => Operation.Sed,
        0x58 => Operation.Cli,
        0x78 => Operation.Sei,
        0xB8 => Operation.Clv,
        0xEA or 0x1A or 0x3A or 0x5A or 0x7A or 0xDA or 0xFA => Operation.Nop,
        0x48 => Operation.Pha,
        0x68 => Operation.Pla,
        0x08 => Operation.Php,
        0x10 or 0x30 or 0x50 or 0x70 or 0x90 or 0xB0 or 0xD0 or 0xF0 => Operation.Branch,
        0x4C => Operation.Jmp,
        0x6C => Operation.JmpIndirect,
        0x20 => Operation.Jsr,
        0x60 => Operation.Rts,
        _ => Operation.Other,
    };
}
