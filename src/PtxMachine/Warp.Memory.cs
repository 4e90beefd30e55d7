using System.Numerics;
using System.Runtime.CompilerServices;

namespace DqnGpu.PtxMachine;

/// <content>Loads, stores, atomic changes and fences.</content>
internal sealed unsafe partial class Warp
{
    private void LoadParameter(ref Instruction i, uint active)
    {
        for (var left = active; left != 0; left &= left - 1)
            Move(ref i, processor.Arguments + i.Displacement, BitOperations.TrailingZeroCount(left), isLoad: true);
    }

    private void AccessGlobal(ref Instruction i, int at, uint active, bool isLoad)
    {
        var bytes = i.Size * i.Count;
        var addresses = stackalloc ulong[RegisterSet.Lanes];
        Addresses(ref i, addresses);
        for (var left = active; left != 0;)
        {
            var lane = Next(ref left);
            Check(ref i, at, lane, addresses[lane]);
            if (processor.Watch?.Touch(processor.Group, FirstThread + lane, phase, processor.Found[at], addresses[lane], bytes, writes: !isLoad) is { } race)
                throw Fault(FaultKind.Race, at, lane, race);
            Move(ref i, (byte*)addresses[lane], lane, isLoad);
        }
        Counter?.AccessGlobal(at, new(addresses, RegisterSet.Lanes), active, bytes, processor.Group);
    }

    private void AccessShared(ref Instruction i, int at, uint active, bool isLoad)
    {
        var bytes = (uint)(i.Size * i.Count);
        var addresses = stackalloc ulong[RegisterSet.Lanes];
        Addresses(ref i, addresses);
        var shared = processor.Shared;
        for (var left = active; left != 0;)
        {
            var lane = Next(ref left);
            var address = addresses[lane];
            Check(at, lane, address, bytes, "shared", shared.Bytes);
            if (shared.Touch(address, (int)bytes, FirstThread + lane, phase, writes: !isLoad) is { } race)
                throw Fault(FaultKind.Race, at, lane, race);
            Move(ref i, shared.Pointer + address, lane, isLoad);
        }
        Counter?.AccessShared(at, new(addresses, RegisterSet.Lanes), active, (int)bytes, processor.Group);
    }

    private void AccessLocal(ref Instruction i, int at, uint active, bool isLoad)
    {
        var bytes = (uint)(i.Size * i.Count);
        var addresses = stackalloc ulong[RegisterSet.Lanes];
        Addresses(ref i, addresses);
        for (var left = active; left != 0;)
        {
            var lane = Next(ref left);
            var offset = addresses[lane] - PtxDecoder.LocalBase;
            Check(at, lane, offset, bytes, "local", kernel.LocalBytes);
            Move(ref i, local + lane * kernel.LocalBytes + offset, lane, isLoad);
        }
    }

    private void ChangeAtomically(ref Instruction i, int at, uint active)
    {
        var addresses = stackalloc ulong[RegisterSet.Lanes];
        Addresses(ref i, addresses);
        for (var left = active; left != 0;)
        {
            var lane = Next(ref left);
            Check(ref i, at, lane, addresses[lane]);
            if (i.IsFence)
                processor.Watch?.Fence(processor.Group, FirstThread + lane);
            ref var word = ref Unsafe.AsRef<uint>((void*)addresses[lane]);
            var operand = ((uint*)(registers + i.B))[lane];
            var old = i.Operation switch
            {
                Operation.AtomicAdd => Interlocked.Add(ref word, operand) - operand,
                Operation.AtomicExchange => Interlocked.Exchange(ref word, operand),
                _ => Interlocked.CompareExchange(ref word, ((uint*)(registers + i.C))[lane], operand),
            };
            ((uint*)(registers + i.D))[lane] = old;
            processor.Watch?.Change(processor.Group, FirstThread + lane, addresses[lane]);
            if (i.IsFence)
                processor.Watch?.Fence(processor.Group, FirstThread + lane);
        }
        Counter?.AccessGlobal(at, new(addresses, RegisterSet.Lanes), active, 4, processor.Group);
    }

    private void Fence(ref Instruction i, uint active)
    {
        Interlocked.MemoryBarrier();
        if (processor.Watch is null || i.Size == 0)
            return;
        for (var left = active; left != 0; left &= left - 1)
            processor.Watch.Fence(processor.Group, FirstThread + BitOperations.TrailingZeroCount(left));
    }

    // Where lanes write one word, the last one to come wins: which one that is, nobody knows.
    private int Next(ref uint left)
    {
        var lane = processor.Launch.IsBackwards ? 31 - BitOperations.LeadingZeroCount(left) : BitOperations.TrailingZeroCount(left);
        left &= ~(1u << lane);
        return lane;
    }

    private void Addresses(ref Instruction i, ulong* addresses)
    {
        var bases = (ulong*)(registers + i.A);
        for (var lane = 0; lane < RegisterSet.Lanes; lane++)
            addresses[lane] = bases[lane] + (ulong)i.Displacement;
    }

    // An access to global memory lies inside an allocation and is aligned to its size.
    private void Check(ref Instruction i, int at, int lane, ulong address)
    {
        var bytes = (uint)(i.Size * i.Count);
        var memory = processor.Memory;
        ref var found = ref processor.Found[at];
        if (memory.Regions.Count == 0 || address < memory[found].Begin || address + bytes > memory[found].End)
        {
            var region = memory.Find(address);
            if (region < 0 || address + bytes > memory[region].End)
                throw Fault(FaultKind.OutOfBounds, at, lane, $"{bytes} bytes {memory.Describe(address)}");
            found = region;
        }
        if (address % bytes != 0)
            throw Fault(FaultKind.Unaligned, at, lane, $"{bytes} bytes at {memory[found].Element(address)} (0x{address:x}) are not aligned");
    }

    // An access to shared or local memory lies inside it and is aligned to its size.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Check(int at, int lane, ulong offset, uint bytes, string space, int spaceBytes)
    {
        if (offset + bytes > (uint)spaceBytes || offset + bytes < offset)
            throw Fault(FaultKind.OutOfBounds, at, lane, $"{bytes} bytes at {(long)offset} of {space} memory are outside its {spaceBytes} bytes");
        if (offset % bytes != 0)
            throw Fault(FaultKind.Unaligned, at, lane, $"{bytes} bytes at {(long)offset} of {space} memory are not aligned");
    }

    // Between a lane's registers and memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(ref Instruction i, byte* memory, int lane, bool isLoad)
    {
        for (var r = 0; r < i.Count; r++)
        {
            var register = registers + i.Register(r);
            switch (i.Size)
            {
                case 4 when isLoad: ((uint*)register)[lane] = ((uint*)memory)[r]; break;
                case 4: ((uint*)memory)[r] = ((uint*)register)[lane]; break;
                case 8 when isLoad: ((ulong*)register)[lane] = ((ulong*)memory)[r]; break;
                case 8: ((ulong*)memory)[r] = ((ulong*)register)[lane]; break;
                case 2 when isLoad: ((uint*)register)[lane] = i.IsSigned ? (uint)((short*)memory)[r] : ((ushort*)memory)[r]; break;
                case 2: ((ushort*)memory)[r] = (ushort)((uint*)register)[lane]; break;
                default:
                    if (isLoad)
                        ((uint*)register)[lane] = i.IsSigned ? (uint)((sbyte*)memory)[r] : memory[r];
                    else
                        memory[r] = (byte)((uint*)register)[lane];
                    break;
            }
        }
    }
}
