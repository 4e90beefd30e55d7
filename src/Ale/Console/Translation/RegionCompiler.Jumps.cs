using System.Reflection.Emit;

namespace DqnGpu.Ale;

/// <summary>Branches, jumps and the stack.</summary>
internal sealed partial class RegionCompiler<TBanks>
{
    // A region that reaches further has entries that are only found outside of it.
    private const int MostPlacesOfSwitch = 2048;

    private void Jump(Instruction instruction)
    {
        switch (instruction.Operation)
        {
            case Operation.Branch:
                Branch(instruction);
                break;
            case Operation.Jmp:
                Count(instruction);
                GoTo(instruction.Pc, instruction.Target);
                break;
            case Operation.Jsr:
                JumpToSubroutine(instruction);
                break;
            case Operation.Rts:
                Return(instruction);
                break;
            case Operation.JmpIndirect when IsRam(instruction.Operand) && (instruction.Operand & 0x7F) != 0x7F:
                JumpThroughRam(instruction);
                break;
            default:
                _il.Emit(OpCodes.Br, ExitToStep(instruction));
                break;
        }
    }

    private void Branch(Instruction instruction)
    {
        var notTaken = _il.DefineLabel();
        LoadFlag(instruction.Opcode >> 6);
        // BEQ and BNE look at Z, which is set if the byte is 0.
        var takenIfSet = (instruction.Opcode & 0x20) != 0 ^ instruction.Opcode >> 6 == 3;
        _il.Emit(takenIfSet ? OpCodes.Brfalse : OpCodes.Brtrue, notTaken);

        var (cycles, count) = (_cycles, _count);
        var taken = ((instruction.Next ^ instruction.Target) & 0xFF00) != 0 ? 4 : 3;
        if (IsTimerLoop(instruction) is { } lowest)
        {
            AddPendingToClock();
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Ldarg_3);
            Constant(lowest);
            Constant(4 + taken);
            Call(typeof(RegionAccess), nameof(RegionAccess.WaitForTimer));
            _il.Emit(OpCodes.Starg_S, (byte)3);
        }
        _cycles += taken;
        _count++;
        GoTo(instruction.Pc, instruction.Target);

        _il.MarkLabel(notTaken);
        (_cycles, _count) = (cycles + 2, count + 1);
    }

    // N, V, C, not Z.
    private void LoadFlag(int flag)
    {
        _il.Emit(OpCodes.Ldloc, flag switch { 1 => _overflow, 2 => _carry, _ => _nz });
        if (flag is 0 or 3)
        {
            Constant(flag == 0 ? 0x8080 : 0xFF);
            _il.Emit(OpCodes.And);
        }
    }

    // LDA INTIM and a branch back to it: the least value of the timer for which it is taken.
    private int? IsTimerLoop(Instruction branch)
    {
        if (branch.Operand != 0xFB || !IsInWindow(branch.Target) || !_labels.ContainsKey(branch.Target))
            return null;
        var offset = branch.Target - _region.Base;
        if (_image[offset] is not (0xAC or 0xAD or 0xAE) || ((_image[offset + 1] | _image[offset + 2] << 8) & 0x1285) != 0x0284)
            return null;
        return branch.Opcode switch { 0xD0 => 1, 0x10 => 0, 0x30 => 0x80, _ => null };
    }

    // The stack must be in the RAM.
    private void JumpToSubroutine(Instruction instruction)
    {
        LoadState(nameof(ConsoleState.Sp));
        Constant(0x81);
        _il.Emit(OpCodes.Blt, ExitToStep(instruction));
        var back = instruction.Pc + 2 & 0xFFFF;
        StoreOnStack(0, () => Constant(back >> 8));
        StoreOnStack(-1, () => Constant(back & 0xFF));
        MoveStack(-2);
        Count(instruction);
        GoTo(instruction.Pc, instruction.Target);
    }

    // With the stack in the RAM, and back into the window: RTS reads where it returns to.
    private void Return(Instruction instruction)
    {
        LoadState(nameof(ConsoleState.Sp));
        Constant(0x80);
        _il.Emit(OpCodes.Sub);
        Constant(0x7D);
        _il.Emit(OpCodes.Bgt_Un, ExitToStep(instruction));
        LoadStackAddress(1);
        _il.Emit(OpCodes.Ldind_U1);
        LoadStackAddress(2);
        _il.Emit(OpCodes.Ldind_U1);
        Constant(8);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stloc, _address);
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(_region.Base + _region.First);
        _il.Emit(OpCodes.Sub);
        Constant(_region.Last + 1 - _region.First);
        _il.Emit(OpCodes.Bgt_Un, ExitToStep(instruction));
        MoveStack(2);
        Count(instruction);
        AddPendingToClock();
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(1);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Stloc, _pc);
        _il.Emit(OpCodes.Br, _goToPc);
    }

    private void JumpThroughRam(Instruction instruction)
    {
        LoadRam(instruction.Operand);
        LoadRam(instruction.Operand + 1);
        Constant(8);
        _il.Emit(OpCodes.Shl);
        _il.Emit(OpCodes.Or);
        _il.Emit(OpCodes.Stloc, _pc);
        Count(instruction);
        AddPendingToClock();
        _il.Emit(OpCodes.Br, _goToPc);
    }

    // Where RTS and JMP through RAM go: to the entry at the local `pc`, without leaving the region if it has one there.
    private void TranslateGoToPc()
    {
        _il.MarkLabel(_goToPc);
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Conv_U2);
        Constant(TranslatedProcessor.InstructionLimit);
        _il.Emit(OpCodes.Bge, _leave);
        var lowest = _region.Entries.Min();
        var count = Math.Min(_region.Entries.Max() - lowest + 1, MostPlacesOfSwitch);
        _il.Emit(OpCodes.Ldloc, _pc);
        Constant(lowest);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Switch, Enumerable.Range(lowest, count).Select(pc => _labels.TryGetValue(pc, out var label) ? label : _leave).ToArray());
        _il.Emit(OpCodes.Br, _leave);
    }

    // PHA and PHP. With the stack pointer at $1D..$1F, PHP is the shortest way to show a missile or the ball: many programs do it.
    private void Push(Instruction instruction)
    {
        if (instruction.Operation == Operation.Php)
        {
            StoreRegister(nameof(ConsoleState.Overflow), _overflow);
            _il.Emit(OpCodes.Ldarg_1);
            _il.Emit(OpCodes.Ldloc, _nz);
            _il.Emit(OpCodes.Ldloc, _carry);
            Call(typeof(RegionAccess), nameof(RegionAccess.Status));
        }
        else
        {
            _il.Emit(OpCodes.Ldloc, _a);
        }
        _il.Emit(OpCodes.Stloc, _value);

        Count(instruction);
        AddPendingToClock();
        Label chip = _il.DefineLabel(), done = _il.DefineLabel();
        LoadState(nameof(ConsoleState.Sp));
        _il.Emit(OpCodes.Stloc, _address);
        MoveStackTo(() =>
        {
            _il.Emit(OpCodes.Ldloc, _address);
            Constant(1);
            _il.Emit(OpCodes.Sub);
            Constant(0xFF);
            _il.Emit(OpCodes.And);
        });
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(0x80);
        _il.Emit(OpCodes.Blt, chip);
        LoadOwnAddress();
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Stind_I1);
        _il.Emit(OpCodes.Br, done);

        _il.MarkLabel(chip);
        LoadConsole();
        _il.Emit(OpCodes.Ldloc, _address);
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Ldarg_3);
        Call(typeof(RegionAccess), nameof(RegionAccess.WriteChip));
        _il.Emit(OpCodes.Starg_S, (byte)3);
        LeaveAfterFrame(instruction);
        _il.MarkLabel(done);
    }

    // PLA. Where the pointer was moved for PHP to write to a chip, its place is read there too.
    private void Pull(Instruction instruction)
    {
        Label chip = _il.DefineLabel(), done = _il.DefineLabel();
        LoadState(nameof(ConsoleState.Sp));
        Constant(0x80);
        _il.Emit(OpCodes.Sub);
        Constant(0x7E);
        _il.Emit(OpCodes.Bgt_Un, chip);
        LoadStackAddress(1);
        _il.Emit(OpCodes.Ldind_U1);
        SetWithFlags(_a);
        MoveStack(1);
        _il.Emit(OpCodes.Br, done);

        _il.MarkLabel(chip);
        LoadConsole();
        LoadCycles(instruction.Cycles);
        Call(typeof(RegionAccess), nameof(RegionAccess.Pull), typeof(TBanks));
        SetWithFlags(_a);
        _il.MarkLabel(done);
    }

    private void StoreOnStack(int place, Action load)
    {
        LoadStackAddress(place);
        load();
        _il.Emit(OpCodes.Stind_I1);
    }

    private void LoadStackAddress(int place)
    {
        LoadMemory();
        LoadState(nameof(ConsoleState.Sp));
        Constant(place - 0x80);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Add);
    }

    private void MoveStack(int by) => MoveStackTo(() =>
    {
        LoadState(nameof(ConsoleState.Sp));
        Constant(by);
        _il.Emit(OpCodes.Add);
    });

    private void MoveStackTo(Action load)
    {
        _il.Emit(OpCodes.Ldarg_1);
        load();
        _il.Emit(OpCodes.Stfld, StateField(nameof(ConsoleState.Sp)));
    }
}
