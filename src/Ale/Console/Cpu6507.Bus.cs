using System.Runtime.CompilerServices;

namespace DqnGpu.Ale;

/// <summary>Words, pointers and the stack, made of the bus's bytes.</summary>
internal static partial class Cpu6507
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FetchWord<TBus, TMemory>(ref ConsoleState s, TMemory memory, int address, int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        var low = TBus.Fetch(ref s, memory, address, cycles);
        return low | TBus.Fetch(ref s, memory, address + 1 & 0xFFFF, cycles) << 8;
    }

    /// <summary>
    /// The address in two bytes of the zero page. ALE reads the second from $0100 when the first lies at $FF; a 6502 reads it from $0000.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pointer<TBus, TMemory>(ref ConsoleState s, TMemory memory, int address, int bus, int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        var low = TBus.ReadLow(ref s, memory, address, bus, cycles);
        return low | TBus.ReadLow(ref s, memory, address + 1, low, cycles) << 8;
    }

    [MethodImpl(MethodImplOptions.NoInlining | Hot.FromTheStart)]
    private static int ReadStack<TBus, TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory => TBus.Read(ref s, memory, 0x100 | sp & 0xFF, bus, cycles);

    // A pull reads the place where the pointer stands before it moves up.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Pull<TBus, TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory =>
        ReadStack<TBus, TMemory>(ref s, memory, sp + 1, ReadStack<TBus, TMemory>(ref s, memory, sp, bus, cycles), cycles);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int PullWord<TBus, TMemory>(ref ConsoleState s, TMemory memory, int sp, int bus, int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        var low = ReadStack<TBus, TMemory>(ref s, memory, sp + 1, bus, cycles);
        return low | ReadStack<TBus, TMemory>(ref s, memory, sp + 2, low, cycles) << 8;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Push<TBus, TMemory>(ref ConsoleState s, TMemory memory, int sp, int value, ref int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory => TBus.Write(ref s, memory, 0x100 | sp & 0xFF, value, ref cycles);

    // The second write of a pair comes right after the first: it does not halt at WSYNC.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PushWord<TBus, TMemory>(ref ConsoleState s, TMemory memory, int sp, int value, ref int cycles)
        where TBus : struct, IBus
        where TMemory : struct, IConsoleMemory
    {
        Push<TBus, TMemory>(ref s, memory, sp, value >> 8, ref cycles);
        s.AfterWrite = 1;
        Push<TBus, TMemory>(ref s, memory, sp - 1, value & 0xFF, ref cycles);
        s.AfterWrite = 0;
    }
}
