using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DqnGpu.Ale;

/// <summary>
/// Translates a <see cref="Region"/> into a method of .NET's intermediate language, which the runtime compiles to machine code: registers
/// and flags become local variables, addresses and cycles constants.
/// </summary>
/// <remarks>
/// <para>
/// Time: within straight code the clock is not counted; <see cref="_cycles"/> and <see cref="_count"/> are what must be added to the local
/// `clock` for the instructions since it was. Every access to a chip adds them as a constant and so happens at the very cycle at
/// which <see cref="Cpu6507.Step"/> would do it.
/// </para>
/// <para>
/// Leaving: when the program goes elsewhere, after a write that ended the frame, on a backward jump when many instructions are executed,
/// after an access that switches banks, and, with the instruction not begun, before what is not translated: decimal arithmetic, the stack outside
/// the RAM, computed accesses that would switch banks, and rare opcodes.
/// </para>
/// </remarks>
internal sealed partial class RegionCompiler<TBanks>
    where TBanks : struct, IBankSwitching
{
    private const BindingFlags AnyMember = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;
    private const long Cycle = 0x10000;
    private const string OnlyWhereCodeIsCompiled = $"{nameof(TranslatedProgram)}.{nameof(TranslatedProgram.IsOn)} says whether there is a program to compile for.";

    // Looking one up takes longer than emitting it. A method has the same type arguments wherever it is called from code for the same cartridges.
    private static readonly ConcurrentDictionary<string, FieldInfo> StateFields = [];
    private static readonly ConcurrentDictionary<(Type Type, string Name), MethodInfo> Methods = [];

    private readonly Region _region;
    private readonly byte[] _image;
    private readonly ILGenerator _il;
    private readonly LocalBuilder _a, _x, _y, _nz, _carry, _overflow, _pc, _value, _address, _crossing;
    private readonly LocalBuilder _written;
    private readonly Label _leave, _goToPc;
    private readonly Dictionary<int, Label> _labels = [];
    private readonly List<(Label Label, int Pc, long Clock, bool ToStep)> _exits = [];

    // Cycles and instructions that `clock` lacks before the instruction in work.
    private int _cycles, _count;

    private RegionCompiler(Region region, byte[] image, ILGenerator il)
    {
        _region = region;
        _image = image;
        _il = il;
        _a = il.DeclareLocal(typeof(int));
        _x = il.DeclareLocal(typeof(int));
        _y = il.DeclareLocal(typeof(int));
        _nz = il.DeclareLocal(typeof(int));
        _carry = il.DeclareLocal(typeof(int));
        _overflow = il.DeclareLocal(typeof(int));
        _pc = il.DeclareLocal(typeof(int));
        _value = il.DeclareLocal(typeof(int));
        _address = il.DeclareLocal(typeof(int));
        _crossing = il.DeclareLocal(typeof(int));
        _written = il.DeclareLocal(typeof(long));
        _leave = il.DefineLabel();
        _goToPc = il.DefineLabel();
    }

    /// <summary>Translates and compiles.</summary>
    /// <param name="program">Whose region it is.</param>
    /// <param name="region">The region.</param>
    /// <param name="size">Bytes of intermediate language.</param>
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Tia))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(Riot))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(RegionAccess))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(ConsoleState))]
    [DynamicDependency(DynamicallyAccessedMemberTypes.All, typeof(NativeConsoleMemory))]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyWhereCodeIsCompiled)]
    public static RegionCode Compile(TranslatedProgram program, Region region, out int size)
    {
        var method = new DynamicMethod(
            $"{typeof(TBanks).Name} ${region.Entries[0]:X4}",
            typeof(long),
            [typeof(TranslatedProgram), typeof(ConsoleState).MakeByRefType(), typeof(NativeConsoleMemory), typeof(long), typeof(int)],
            typeof(TranslatedProgram).Module,
            skipVisibility: true);
        var il = method.GetILGenerator(4096);
        new RegionCompiler<TBanks>(region, program.Image, il).Translate();
        size = il.ILOffset;
        return method.CreateDelegate<RegionCode>(program);
    }

    private void Translate()
    {
        foreach (var entry in _region.Entries)
            _labels.Add(entry, _il.DefineLabel());

        LoadRegister(nameof(ConsoleState.A), _a);
        LoadRegister(nameof(ConsoleState.X), _x);
        LoadRegister(nameof(ConsoleState.Y), _y);
        LoadRegister(nameof(ConsoleState.NegativeZero), _nz);
        LoadRegister(nameof(ConsoleState.Carry), _carry);
        LoadRegister(nameof(ConsoleState.Overflow), _overflow);
        _il.Emit(OpCodes.Ldarg, 4);
        _il.Emit(OpCodes.Switch, _region.Entries.Select(entry => _labels[entry]).ToArray());
        _il.Emit(OpCodes.Br, _labels[_region.Entries[0]]);

        var instructions = _region.Instructions;
        for (var i = 0; i < instructions.Count; i++)
        {
            var instruction = instructions[i];
            if (_labels.TryGetValue(instruction.Pc, out var label))
            {
                AddPendingToClock();
                _il.MarkLabel(label);
            }
            Translate(instruction);
            if (!instruction.EndsPath && (i + 1 == instructions.Count || instructions[i + 1].Pc != instruction.Next))
                GoTo(instruction.Pc, instruction.Next);
            if (instruction.EndsPath)
                _cycles = _count = 0;
        }
        if (_region.Instructions.Any(instruction => instruction.Operation is Operation.Rts or Operation.JmpIndirect))
            TranslateGoToPc();
        TranslateExits();
    }

    // Leaves the straight path for good: into the region if `target` begins a block of it, otherwise out of it.
    private void GoTo(int from, int target)
    {
        AddPendingToClock();
        if (_labels.TryGetValue(target, out var label))
        {
            if (target <= from)
                LeaveNearLimit(target);
            _il.Emit(OpCodes.Br, label);
        }
        else
        {
            _il.Emit(OpCodes.Br, Exit(target, 0));
        }
    }

    private void LeaveNearLimit(int target)
    {
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Conv_U2);
        Constant(TranslatedProcessor.InstructionLimit);
        _il.Emit(OpCodes.Bge, Exit(target, 0));
    }

    // Where to go in order to leave for `pc` with the pending clock and `more` of it.
    private Label Exit(int pc, long more)
    {
        var label = _il.DefineLabel();
        _exits.Add((label, pc, _cycles * Cycle + _count + more, false));
        return label;
    }

    // Where to go in order to have the instruction, of which nothing may be done yet, done by Step.
    private Label ExitToStep(Instruction instruction)
    {
        var label = _il.DefineLabel();
        _exits.Add((label, instruction.Pc, _cycles * Cycle + _count, true));
        return label;
    }

    // The exits lie behind the code, so that the usual path is straight.
    private void TranslateExits()
    {
        var leaveToStep = _il.DefineLabel();
        foreach (var (label, pc, clock, toStep) in _exits)
        {
            _il.MarkLabel(label);
            AddToClock(clock);
            Constant(pc);
            _il.Emit(OpCodes.Stloc, _pc);
            _il.Emit(OpCodes.Br, toStep ? leaveToStep : _leave);
        }
        _il.MarkLabel(leaveToStep);
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Not);
        _il.Emit(OpCodes.Starg_S, (byte)3);
        _il.MarkLabel(_leave);
        StoreRegister(nameof(ConsoleState.A), _a);
        StoreRegister(nameof(ConsoleState.X), _x);
        StoreRegister(nameof(ConsoleState.Y), _y);
        StoreRegister(nameof(ConsoleState.NegativeZero), _nz);
        StoreRegister(nameof(ConsoleState.Carry), _carry);
        StoreRegister(nameof(ConsoleState.Overflow), _overflow);
        StoreRegister(nameof(ConsoleState.Pc), _pc);
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ret);
    }

    private void AddPendingToClock()
    {
        AddToClock(_cycles * Cycle + _count);
        _cycles = _count = 0;
    }

    private void AddToClock(long clock)
    {
        if (clock == 0)
            return;
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldc_I8, clock);
        _il.Emit(OpCodes.Add);
        _il.Emit(OpCodes.Starg_S, (byte)3);
    }

    private void LoadRegister(string name, LocalBuilder local)
    {
        LoadState(name);
        _il.Emit(OpCodes.Stloc, local);
    }

    private void StoreRegister(string name, LocalBuilder local)
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldloc, local);
        _il.Emit(OpCodes.Stfld, StateField(name));
    }

    private void LoadState(string name)
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldfld, StateField(name));
    }

    private static FieldInfo StateField(string name) => StateFields.GetOrAdd(name, static name => typeof(ConsoleState).GetField(name, AnyMember)!);

    private void Constant(int value) => _il.Emit(OpCodes.Ldc_I4, value);

    // A call with the state and the memory as first arguments begins so.
    private void LoadConsole()
    {
        _il.Emit(OpCodes.Ldarg_1);
        _il.Emit(OpCodes.Ldarg_2);
    }

    [UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "The type arguments are the bank switching and the memory of this very program.")]
    [UnconditionalSuppressMessage("Trimming", "IL2080", Justification = "Compile keeps these types; the interpreter calls what is called of the bank switching.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = OnlyWhereCodeIsCompiled)]
    private void Call(Type type, string method, params Type[] typeArguments)
    {
        _il.Emit(
            OpCodes.Call,
            Methods.GetOrAdd(
                (type, method),
                static (key, typeArguments) =>
                {
                    var found = key.Type.GetMethod(key.Name, AnyMember)!;
                    return typeArguments.Length == 0 ? found : found.MakeGenericMethod(typeArguments);
                },
                typeArguments));
    }

    // The cycle at the end of an instruction of `cycles` cycles.
    private void LoadCycles(int cycles)
    {
        _il.Emit(OpCodes.Ldarg_3);
        _il.Emit(OpCodes.Ldc_I4, 16);
        _il.Emit(OpCodes.Shr);
        _il.Emit(OpCodes.Conv_I4);
        Constant(_cycles + cycles);
        _il.Emit(OpCodes.Add);
    }

    private void SetCycles(int cycles)
    {
        _il.Emit(OpCodes.Ldarg_1);
        LoadCycles(cycles);
        _il.Emit(OpCodes.Stfld, StateField(nameof(ConsoleState.Cycles)));
    }

    private unsafe void LoadRomAddress(int offset)
    {
        var image = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_image));
        _il.Emit(OpCodes.Ldc_I8, (long)(image + offset));
        _il.Emit(OpCodes.Conv_I);
    }
}
