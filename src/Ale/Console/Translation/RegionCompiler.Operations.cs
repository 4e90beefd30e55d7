using System.Reflection.Emit;

namespace DqnGpu.Ale;

/// <summary>What each instruction does.</summary>
internal sealed partial class RegionCompiler<TBanks>
{
    private void Translate(Instruction instruction)
    {
        if (IsLeftToStep(instruction))
        {
            _il.Emit(OpCodes.Br, ExitToStep(instruction));
            // What follows may still be reached, by its label.
            _cycles = _count = 0;
            return;
        }
        if (SwitchesBank(instruction))
        {
            SwitchBank(instruction);
            return;
        }
        if (instruction.Stores)
        {
            LoadStored(instruction.Operation);
            _il.Emit(OpCodes.Stloc, _value);
            WriteOperand(instruction);
        }
        else if (instruction.ReadsModifiesWrites)
        {
            ReadModifyWrite(instruction);
        }
        else if (instruction.Operation <= Operation.Bit)
        {
            Operate(instruction);
        }
        else if (instruction.Operation >= Operation.Branch)
        {
            Jump(instruction);
        }
        else
        {
            Implied(instruction);
        }
    }

    // Accesses whose place shows already that they cannot be translated.
    private static bool IsLeftToStep(Instruction instruction)
    {
        if (instruction.Operation == Operation.Other || instruction.Mode == AddressingMode.IndirectX)
            return true;
        if (instruction.Mode == AddressingMode.IndirectY)
            return instruction.Operand is < 0x80 or 0xFF || instruction.ReadsModifiesWrites;
        if (instruction.EndsPath || instruction.Mode == AddressingMode.Relative)
            return false;
        return HasFixedAddress(instruction) && instruction.ReadsModifiesWrites && !IsRam(instruction.Operand) && !IsSimpleTiaChange(instruction);
    }

    // INC and its like of a TIA register, mostly to pass the time. DCP would have to compare after a write that may end the frame.
    private static bool IsSimpleTiaChange(Instruction instruction) =>
        HasFixedAddress(instruction) && (instruction.Operand & 0x1080) == 0 && instruction.Operation != Operation.Dcp;

    private static bool SwitchesBank(Instruction instruction) =>
        HasFixedAddress(instruction) && !instruction.EndsPath && (instruction.Operand & 0x1000) != 0 && TBanks.SwitchesBank(instruction.Operand);

    // Does the access, and leaves: the next instruction is another bank's.
    private void SwitchBank(Instruction instruction)
    {
        if (instruction.Stores)
        {
            LoadStored(instruction.Operation);
            _il.Emit(OpCodes.Stloc, _value);
            WriteOperand(instruction);
        }
        else
        {
            Operate(instruction);
        }
        _il.Emit(OpCodes.Br, Exit(instruction.Next, 0));
        _cycles = _count = 0;
    }

    private void Count(Instruction instruction)
    {
        _cycles += instruction.Cycles;
        _count++;
    }

    private void LoadStored(Operation operation)
    {
        _il.Emit(OpCodes.Ldloc, operation == Operation.Stx ? _x : operation == Operation.Sty ? _y : _a);
        if (operation == Operation.Sax)
        {
            _il.Emit(OpCodes.Ldloc, _x);
            _il.Emit(OpCodes.And);
        }
    }

    private void Operate(Instruction instruction)
    {
        if (instruction.Operation is Operation.Adc or Operation.Sbc)
        {
            LoadState(nameof(ConsoleState.Decimal));
            _il.Emit(OpCodes.Brtrue, ExitToStep(instruction));
        }
        var known = ReadOperand(instruction);
        switch (instruction.Operation)
        {
            case Operation.Lda:
                LoadOperand(known);
                SetWithFlags(_a);
                break;
            case Operation.Ldx:
                LoadOperand(known);
                SetWithFlags(_x);
                break;
            case Operation.Ldy:
                LoadOperand(known);
                SetWithFlags(_y);
                break;
            case Operation.Lax:
                LoadOperand(known);
                _il.Emit(OpCodes.Dup);
                _il.Emit(OpCodes.Stloc, _x);
                SetWithFlags(_a);
                break;
            case Operation.Ora:
                Combine(OpCodes.Or, known);
                break;
            case Operation.And:
                Combine(OpCodes.And, known);
                break;
            case Operation.Eor:
                Combine(OpCodes.Xor, known);
                break;
            case Operation.Cmp:
                Compare(_a, known);
                break;
            case Operation.Cpx:
                Compare(_x, known);
                break;
            case Operation.Cpy:
                Compare(_y, known);
                break;
            case Operation.Bit:
                TestBits(known);
                break;
            case Operation.Adc:
                Add(known, 0);
                break;
            default:
                Add(known, 0xFF);
                break;
        }
        Count(instruction);
    }

    private void LoadOperand(int? known)
    {
        if (known is { } constant)
            Constant(constant);
        else
            _il.Emit(OpCodes.Ldloc, _value);
    }

    // What is on the stack goes to a register and to the flags N and Z.
    private void SetWithFlags(LocalBuilder register)
    {
        _il.Emit(OpCodes.Dup);
        _il.Emit(OpCodes.Stloc, register);
        _il.Emit(OpCodes.Stloc, _nz);
    }

    private void Combine(OpCode operation, int? known)
    {
        _il.Emit(OpCodes.Ldloc, _a);
        LoadOperand(known);
        _il.Emit(operation);
        SetWithFlags(_a);
    }

    // Carry is `not less`.
    private void Compare(LocalBuilder register, int? known)
    {
        _il.Emit(OpCodes.Ldloc, register);
        LoadOperand(known);
        _il.Emit(OpCodes.Clt);
        Constant(1);
        _il.Emit(OpCodes.Xor);
        _il.Emit(OpCodes.Stloc, _carry);
        _il.Emit(OpCodes.Ldloc, register);
        LoadOperand(known);
        _il.Emit(OpCodes.Sub);
        Constant(0xFF);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Stloc, _nz);
    }

    // Z of A AND value, N and V of the value itself.
    private void TestBits(int? known)
    {
        _il.Emit(OpCodes.Ldloc, _a);
        LoadOperand(known);
        _il.Emit(OpCodes.And);
        LoadOperand(known);
        Constant(0x80);
        _il.Emit(OpCodes.And);
        Constant(8);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stloc, _nz);
        LoadOperand(known);
        Constant(0x40);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Stloc, _overflow);
    }

    // Binary A + (value ^ inverted) + carry.
    private void Add(int? known, int inverted)
    {
        LoadOperand(known);
        Constant(inverted);
        _il.Emit(OpCodes.Xor);
        _il.Emit(OpCodes.Stloc, _value);
        _il.Emit(OpCodes.Ldloc, _a);
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldloc, _carry);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _address);

        // The sign is wrong if both operands have the sign that the sum has not.
        _il.Emit(OpCodes.Ldloc, _a);
        _il.Emit(OpCodes.Ldloc, _address);
        _il.Emit(OpCodes.Xor);
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Ldloc, _address);
        _il.Emit(OpCodes.Xor);
        _il.Emit(OpCodes.And);
        Constant(0x80);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Stloc, _overflow);

        _il.Emit(OpCodes.Ldloc, _address);
        Constant(8);
        _il.Emit(OpCodes.Shr);
        _il.Emit(OpCodes.Stloc, _carry);
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(0xFF);
        _il.Emit(OpCodes.And);
        SetWithFlags(_a);
    }

    private void ReadModifyWrite(Instruction instruction)
    {
        if (IsSimpleTiaChange(instruction))
        {
            ReadFixed(instruction);
            Modify(instruction.Operation);
            WriteFixed(instruction);
            return;
        }
        if (HasFixedAddress(instruction))
        {
            Constant(instruction.Operand & 0x7F);
            _il.Emit(OpCodes.Stloc, _address);
        }
        else
        {
            ComputeAddress(instruction);
            _il.Emit(OpCodes.Ldloc, _address);
            Constant(0x1280);
            _il.Emit(OpCodes.And);
            Constant(0x80);
            _il.Emit(OpCodes.Bne_Un, ExitToStep(instruction));
        }
        LoadOwnAddress();
        _il.Emit(OpCodes.Ldind_U1);
        _il.Emit(OpCodes.Stloc, _value);
        Modify(instruction.Operation);
        LoadOwnAddress();
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Stind_I1);
        if (instruction.Operation == Operation.Dcp)
            Compare(_a, null);
        Count(instruction);
    }

    // The local `value`, with the flags.
    private void Modify(Operation operation)
    {
        switch (operation)
        {
            case Operation.Inc or Operation.Dec or Operation.Dcp:
                _il.Emit(OpCodes.Ldloc, _value);
                Constant(operation == Operation.Inc ? 1 : -1);
                _il.Emit(OpCodes.Add);
                break;
            case Operation.Asl or Operation.Rol:
                _il.Emit(OpCodes.Ldloc, _value);
                Constant(1);
                _il.Emit(OpCodes.Shl);
                if (operation == Operation.Rol)
                {
                    _il.Emit(OpCodes.Ldloc, _carry);
                    _il.Emit(OpCodes.Or);
                }
                _il.Emit(OpCodes.Ldloc, _value);
                Constant(7);
                _il.Emit(OpCodes.Shr);
                _il.Emit(OpCodes.Stloc, _carry);
                break;
            default:
                _il.Emit(OpCodes.Ldloc, _value);
                if (operation == Operation.Ror)
                {
                    _il.Emit(OpCodes.Ldloc, _carry);
                    Constant(8);
                    _il.Emit(OpCodes.Shl);
                    _il.Emit(OpCodes.Or);
                }
                Constant(1);
                _il.Emit(OpCodes.Shr);
                _il.Emit(OpCodes.Ldloc, _value);
                Constant(1);
                _il.Emit(OpCodes.And);
                _il.Emit(OpCodes.Stloc, _carry);
                break;
        }
        Constant(0xFF);
        _il.Emit(OpCodes.And);
        SetWithFlags(_value);
    }

    private void Implied(Instruction instruction)
    {
        switch (instruction.Operation)
        {
            case Operation.Tax: Transfer(_a, _x); break;
            case Operation.Txa: Transfer(_x, _a); break;
            case Operation.Tay: Transfer(_a, _y); break;
            case Operation.Tya: Transfer(_y, _a); break;
            case Operation.Tsx:
                LoadState(nameof(ConsoleState.Sp));
                SetWithFlags(_x);
                break;
            case Operation.Txs: StoreRegister(nameof(ConsoleState.Sp), _x); break;
            case Operation.Inx: Step(_x, 1); break;
            case Operation.Dex: Step(_x, -1); break;
            case Operation.Iny: Step(_y, 1); break;
            case Operation.Dey: Step(_y, -1); break;
            case Operation.Clc or Operation.Sec:
                Constant(instruction.Operation == Operation.Sec ? 1 : 0);
                _il.Emit(OpCodes.Stloc, _carry);
                break;
            case Operation.Clv:
                Constant(0);
                _il.Emit(OpCodes.Stloc, _overflow);
                break;
            case Operation.Cld or Operation.Sed:
                SetState(nameof(ConsoleState.Decimal), instruction.Operation == Operation.Sed ? 1 : 0);
                break;
            case Operation.Cli or Operation.Sei:
                SetState(nameof(ConsoleState.InterruptDisable), instruction.Operation == Operation.Sei ? 1 : 0);
                break;
            case Operation.Asl or Operation.Lsr or Operation.Rol or Operation.Ror:
                _il.Emit(OpCodes.Ldloc, _a);
                _il.Emit(OpCodes.Stloc, _value);
                Modify(instruction.Operation);
                _il.Emit(OpCodes.Ldloc, _value);
                _il.Emit(OpCodes.Stloc, _a);
                break;
            case Operation.Pha or Operation.Php:
                Push(instruction);
                return;
            case Operation.Pla:
                Pull(instruction);
                break;
        }
        Count(instruction);
    }

    private void Transfer(LocalBuilder from, LocalBuilder to)
    {
        _il.Emit(OpCodes.Ldloc, from);
        SetWithFlags(to);
    }

    private void Step(LocalBuilder register, int by)
    {
        _il.Emit(OpCodes.Ldloc, register);
        Constant(by);
        _il.Emit(OpCodes.Add);
        Constant(0xFF);
        _il.Emit(OpCodes.And);
        SetWithFlags(register);
    }

    private void SetState(string name, int value)
    {
        _il.Emit(OpCodes.Ldarg_1);
        Constant(value);
        _il.Emit(OpCodes.Stfld, StateField(name));
    }
}
