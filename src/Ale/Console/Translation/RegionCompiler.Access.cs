using System.Reflection.Emit;

namespace DqnGpu.Ale;

/// <summary>Operands: where they lie, how they are read and written.</summary>
internal sealed partial class RegionCompiler<TBanks>
{
    // The method of each of the TIA's registers.
    private static readonly string?[] TiaWriters =
    [
        nameof(Tia.WriteVsync), nameof(Tia.WriteVblank), nameof(Tia.WriteWsync), null,
        nameof(Tia.WriteNusiz0), nameof(Tia.WriteNusiz1), nameof(Tia.WriteColup0), nameof(Tia.WriteColup1),
        nameof(Tia.WriteColupf), nameof(Tia.WriteColubk), nameof(Tia.WriteCtrlpf), nameof(Tia.WriteRefp0),
        nameof(Tia.WriteRefp1), nameof(Tia.WritePf0), nameof(Tia.WritePf1), nameof(Tia.WritePf2),
        nameof(Tia.WriteResp0), nameof(Tia.WriteResp1), nameof(Tia.WriteResm0), nameof(Tia.WriteResm1),
        nameof(Tia.WriteResbl), nameof(Tia.WriteAudc0), nameof(Tia.WriteAudc1), nameof(Tia.WriteAudf0),
        nameof(Tia.WriteAudf1), nameof(Tia.WriteAudv0), nameof(Tia.WriteAudv1), nameof(Tia.WriteGrp0),
        nameof(Tia.WriteGrp1), nameof(Tia.WriteEnam0), nameof(Tia.WriteEnam1), nameof(Tia.WriteEnabl),
        nameof(Tia.WriteHmp0), nameof(Tia.WriteHmp1), nameof(Tia.WriteHmm0), nameof(Tia.WriteHmm1),
        nameof(Tia.WriteHmbl), nameof(Tia.WriteVdelp0), nameof(Tia.WriteVdelp1), nameof(Tia.WriteVdelbl),
        nameof(Tia.WriteResmp0), nameof(Tia.WriteResmp1), nameof(Tia.WriteHmove), nameof(Tia.WriteHmclr),
        nameof(Tia.WriteCxclr), null, null, null,
        null, null, null, null,
        null, null, null, null,
        null, null, null, null,
        null, null, null, null,
    ];

    // Reads the operand, into the local `value` unless it is known now.
    private int? ReadOperand(Instruction instruction)
    {
        if (instruction.Mode == AddressingMode.Immediate)
            return instruction.Operand;
        if (HasFixedAddress(instruction))
            return ReadFixed(instruction);
        ComputeAddress(instruction);
        ReadComputed(instruction);
        return null;
    }

    private static bool HasFixedAddress(Instruction instruction) =>
        instruction.Mode is AddressingMode.ZeroPage or AddressingMode.Absolute;

    private static bool IsRam(int address) => (address & 0x1280) == 0x80;

    private bool IsInWindow(int address)
    {
        var offset = address - _region.Base;
        return offset >= _region.First && offset <= _region.Last + 2;
    }

    // Reads from an address that is known now. Bytes of the window are known too.
    private int? ReadFixed(Instruction instruction)
    {
        var address = instruction.Operand;
        if (IsInWindow(address))
            return _image[address - _region.Base];
        if (IsRam(address))
        {
            LoadRam(address);
        }
        else if ((address & 0x1000) != 0)
        {
            LoadConsole();
            Constant(address);
            LoadCycles(instruction.Cycles);
            Call(typeof(TBanks), nameof(IBankSwitching.Read), typeof(NativeConsoleMemory));
        }
        else if ((address & 0x80) == 0)
        {
            SetCycles(instruction.Cycles);
            LoadConsole();
            Constant(address & 15);
            Constant(instruction.Mode == AddressingMode.ZeroPage ? address : address >> 8);
            Call(typeof(Tia), nameof(Tia.Read), typeof(NativeConsoleMemory));
        }
        else if ((address & 5) == 0)
        {
            LoadState((address & 2) == 0 ? nameof(ConsoleState.Swcha) : nameof(ConsoleState.Swchb));
        }
        else
        {
            _il.Emit(OpCodes.Ldarg_1);
            Constant(address & 7);
            LoadCycles(instruction.Cycles);
            Call(typeof(Riot), nameof(Riot.Read));
        }
        _il.Emit(OpCodes.Stloc, _value);
        return null;
    }

    // The address into the local `address`; 1 into `crossing` if it lies in the page behind that of its base.
    private void ComputeAddress(Instruction instruction)
    {
        switch (instruction.Mode)
        {
            case AddressingMode.ZeroPageX or AddressingMode.ZeroPageY:
                Constant(instruction.Operand);
                _il.Emit(OpCodes.Ldloc, Index(instruction));
                _il.Emit(OpCodes.Add);
                Constant(0xFF);
                _il.Emit(OpCodes.And);
                break;
            case AddressingMode.AbsoluteX or AddressingMode.AbsoluteY:
                Constant(instruction.Operand & 0xFF);
                _il.Emit(OpCodes.Ldloc, Index(instruction));
                _il.Emit(OpCodes.Add);
                Constant(8);
                _il.Emit(OpCodes.Shr);
                _il.Emit(OpCodes.Stloc, _crossing);
                Constant(instruction.Operand);
                _il.Emit(OpCodes.Ldloc, Index(instruction));
                _il.Emit(OpCodes.Add);
                if (instruction.Operand > 0xFF00)
                {
                    Constant(0xFFFF);
                    _il.Emit(OpCodes.And);
                }
                break;
            default:
                // (Zero page), Y; the pointer lies in the RAM.
                LoadRam(instruction.Operand);
                _il.Emit(OpCodes.Ldloc, _y);
                _il.Emit(OpCodes.Add);
                _il.Emit(OpCodes.Stloc, _address);
                _il.Emit(OpCodes.Ldloc, _address);
                Constant(8);
                _il.Emit(OpCodes.Shr);
                _il.Emit(OpCodes.Stloc, _crossing);
                LoadRam(instruction.Operand + 1);
                Constant(8);
                _il.Emit(OpCodes.Shl);
                _il.Emit(OpCodes.Ldloc, _address);
                _il.Emit(OpCodes.Add);
                Constant(0xFFFF);
                _il.Emit(OpCodes.And);
                break;
        }
        _il.Emit(OpCodes.Stloc, _address);
    }

    private LocalBuilder Index(Instruction instruction) =>
        instruction.Mode is AddressingMode.ZeroPageX or AddressingMode.AbsoluteX ? _x : _y;

    // Reads `address` into `value`; a page crossing costs a cycle.
    private void ReadComputed(Instruction instruction)
    {
        Label slow = _il.DefineLabel(), done = _il.DefineLabel();
        var crosses = instruction.Mode is AddressingMode.AbsoluteX or AddressingMode.AbsoluteY or AddressingMode.IndirectY;
        var indexed = instruction.Mode is AddressingMode.AbsoluteX or AddressingMode.AbsoluteY;
        var needsSlowPath = true;
        if (indexed && IsInWindow(instruction.Operand) && IsInWindow(instruction.Operand + 0xFF))
        {
            LoadRomAddress(-_region.Base);
            _il.Emit(OpCodes.Ldloc, _address);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_U1);
            _il.Emit(OpCodes.Stloc, _value);
            needsSlowPath = false;
        }
        else if (!crosses || (indexed && (instruction.Operand & 0x1000) == 0))
        {
            // The zero page, or all mirrors of it: RAM, most likely.
            _il.Emit(OpCodes.Ldloc, _address);
            Constant(0x1280);
            _il.Emit(OpCodes.And);
            Constant(0x80);
            _il.Emit(OpCodes.Bne_Un, slow);
            LoadOwnAddress();
            _il.Emit(OpCodes.Ldind_U1);
            _il.Emit(OpCodes.Stloc, _value);
        }
        else
        {
            var lowest = _region.Base + _region.First;
            _il.Emit(OpCodes.Ldloc, _address);
            Constant(lowest);
            _il.Emit(OpCodes.Sub);
            Constant(_region.Last + 2 - _region.First);
            _il.Emit(OpCodes.Bgt_Un, slow);
            LoadRomAddress(-_region.Base);
            _il.Emit(OpCodes.Ldloc, _address);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldind_U1);
            _il.Emit(OpCodes.Stloc, _value);
        }

        if (needsSlowPath)
        {
            _il.Emit(OpCodes.Br, done);
            _il.MarkLabel(slow);
            LoadConsole();
            _il.Emit(OpCodes.Ldloc, _address);
            LoadBus(instruction);
            LoadCycles(instruction.Cycles);
            if (crosses)
            {
                _il.Emit(OpCodes.Ldloc, _crossing);
                _il.Emit(OpCodes.Add);
            }
            Call(typeof(RegionAccess), nameof(RegionAccess.Read), typeof(TBanks));
            _il.Emit(OpCodes.Stloc, _value);
            _il.Emit(OpCodes.Ldloc, _value);
            Constant(0);
            _il.Emit(OpCodes.Blt, ExitToStep(instruction));
            _il.MarkLabel(done);
        }
        if (crosses && !(indexed && (instruction.Operand & 0xFF) == 0))
        {
            _il.Emit(OpCodes.Ldarg_3);
            _il.Emit(OpCodes.Ldloc, _crossing);
            Constant(16);
            _il.Emit(OpCodes.Shl);
            _il.Emit(OpCodes.Conv_I8);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Starg_S, (byte)3);
        }
    }

    // What is on the bus before the operand: the last byte of the pointer.
    private void LoadBus(Instruction instruction)
    {
        switch (instruction.Mode)
        {
            case AddressingMode.ZeroPageX or AddressingMode.ZeroPageY:
                Constant(instruction.Operand);
                break;
            case AddressingMode.AbsoluteX or AddressingMode.AbsoluteY:
                Constant(instruction.Operand >> 8);
                break;
            default:
                LoadRam(instruction.Operand + 1);
                break;
        }
    }

    // Writes the local `value`; returns with the instruction counted in.
    private void WriteOperand(Instruction instruction)
    {
        if (HasFixedAddress(instruction))
        {
            WriteFixed(instruction);
            return;
        }
        ComputeAddress(instruction);
        Label slow = _il.DefineLabel(), done = _il.DefineLabel();
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(0x1280);
        _il.Emit(OpCodes.And);
        Constant(0x80);
        _il.Emit(OpCodes.Bne_Un, slow);
        LoadOwnAddress();
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Stind_I1);
        var delta = (_cycles + instruction.Cycles) * Cycle + _count + 1;
        AddToClock(delta);
        _il.Emit(OpCodes.Br, done);

        _il.MarkLabel(slow);
        LoadConsole();
        _il.Emit(OpCodes.Ldloc, _address);
        _il.Emit(OpCodes.Ldloc, _value);
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldc_I8, delta);
        _il.Emit(OpCodes.Add);
        Call(typeof(RegionAccess), nameof(RegionAccess.Write), typeof(TBanks));
        _il.Emit(OpCodes.Stloc, _written);
        _il.Emit(OpCodes.Ldloc, _written);
        _il.Emit(OpCodes.Ldc_I4_0);
        _il.Emit(OpCodes.Conv_I8);
        _il.Emit(OpCodes.Blt, ExitToStep(instruction));
        _il.Emit(OpCodes.Ldloc, _written);
        _il.Emit(OpCodes.Starg_S, (byte)3);
        _cycles = _count = 0;
        LeaveAfterFrame(instruction);
        _il.MarkLabel(done);
    }

    private void WriteFixed(Instruction instruction)
    {
        var address = instruction.Operand;
        if (IsRam(address))
        {
            LoadMemory();
            Constant(address & 0x7F);
            _il.Emit(OpCodes.Add);
            _il.Emit(OpCodes.Ldloc, _value);
            _il.Emit(OpCodes.Stind_I1);
            Count(instruction);
        }
        else if ((address & 0x1000) != 0)
        {
            LoadConsole();
            Constant(address);
            _il.Emit(OpCodes.Ldloc, _value);
            LoadCycles(instruction.Cycles);
            Call(typeof(TBanks), nameof(IBankSwitching.Write), typeof(NativeConsoleMemory));
            Count(instruction);
        }
        else if ((address & 0x80) != 0)
        {
            SetCycles(instruction.Cycles);
            _il.Emit(OpCodes.Ldarg_1);
            Constant(address & 0x1F);
            _il.Emit(OpCodes.Ldloc, _value);
            Call(typeof(Riot), nameof(Riot.Write));
            Count(instruction);
        }
        else
        {
            WriteTia(instruction, address & 0x3F);
        }
    }

    private void WriteTia(Instruction instruction, int register)
    {
        const int wsync = 2;
        if (register == wsync)
        {
            Count(instruction);
            AddPendingToClock();
            LoadConsole();
            _il.Emit(OpCodes.Ldarg_3);
            Call(typeof(RegionAccess), nameof(RegionAccess.WaitForLine));
            _il.Emit(OpCodes.Starg_S, (byte)3);
        }
        else
        {
            SetCycles(instruction.Cycles);
            LoadConsole();
            _il.Emit(OpCodes.Ldloc, _value);
            Call(typeof(Tia), TiaWriters[register] ?? nameof(Tia.WriteNothing), typeof(NativeConsoleMemory));
            Count(instruction);
        }
        LeaveAfterFrame(instruction);
    }

    private void LeaveAfterFrame(Instruction instruction)
    {
        LoadState(nameof(ConsoleState.Stop));
        _il.Emit(OpCodes.Brtrue, Exit(instruction.Next, 0));
    }

    private void LoadMemory()
    {
        _il.Emit(OpCodes.Ldarga_S, (byte)2);
        _il.Emit(OpCodes.Ldfld, typeof(NativeConsoleMemory).GetField(nameof(NativeConsoleMemory.Own), AnyMember)!);
    }

    // The byte of the console's RAM at a fixed address.
    private void LoadRam(int address)
    {
        LoadMemory();
        Constant(address & 0x7F);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Ldind_U1);
    }

    // Where the byte of the RAM at the computed address lies.
    private void LoadOwnAddress()
    {
        LoadMemory();
        _il.Emit(OpCodes.Ldloc, _address);
        Constant(0x7F);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Add);
    }
}
