using System.Numerics;
using System.Runtime.InteropServices;

namespace DqnGpu.PtxMachine;

/// <summary>Thirty-two threads that go through a kernel together, an instruction at a time.</summary>
/// <remarks>
/// Where a branch sends them different ways, both ways are noted with the lanes that go there, and executed one after the other until they come to the
/// place where all ways meet (<see cref="ControlFlow"/>); there the lanes join again.
/// </remarks>
internal sealed unsafe partial class Warp : IDisposable
{
    private readonly Multiprocessor processor;
    private readonly PtxKernel kernel;
    private readonly int number;
    private readonly int lanes;
    private readonly byte* registers;
    private readonly uint* predicates;
    private readonly byte* local;
    private readonly Stack<Way> ways = [];
    private int phase;
    private long branches;

    public Warp(Multiprocessor processor, int number)
    {
        (this.processor, kernel, this.number, Counter) = (processor, processor.Kernel, number, processor.Counter);
        lanes = (int)Math.Min(RegisterSet.Lanes, processor.Launch.Group.Count - FirstThread);
        registers = (byte*)NativeMemory.AlignedAlloc((nuint)kernel.Registers.Bytes, 64);
        predicates = (uint*)NativeMemory.AllocZeroed((nuint)kernel.Registers.Predicates + 1, sizeof(uint));
        local = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, kernel.LocalBytes * RegisterSet.Lanes), 64);
    }

    /// <summary>Lanes on their way to a place where they join others.</summary>
    private record struct Way(int At, uint Active, int Meeting);

    public int FirstThread => number * RegisterSet.Lanes;

    /// <summary>Counts what it executes; null: nobody asks.</summary>
    public LaunchCounter? Counter { get; set; }

    /// <summary>The instruction it waits at.</summary>
    public int At { get; private set; }

    public bool HasEnded => At == kernel.Length;

    /// <summary>The lanes that the group has threads for.</summary>
    private uint Present => processor.Launch.FirstLanesOnly ? 1 : lanes == RegisterSet.Lanes ? Lanes.All : (1u << lanes) - 1;

    public void Begin()
    {
        kernel.Registers.Initialize(registers);
        new Span<uint>(predicates, kernel.Registers.Predicates).Fill(uint.MaxValue);
        predicates[RegisterSet.Never] = 0;
        var special = kernel.Registers;
        var launch = processor.Launch;
        for (var lane = 0; lane < lanes; lane++)
            Fill(special.ThreadIndex, launch.Group.At(FirstThread + lane), lane, 1);
        Fill(special.GroupSize, launch.Group, 0, RegisterSet.Lanes);
        Fill(special.GroupIndex, launch.Grid.At(processor.Group), 0, RegisterSet.Lanes);
        Fill(special.GridSize, launch.Grid, 0, RegisterSet.Lanes);
        for (var lane = 0; lane < RegisterSet.Lanes; lane++)
            ((int*)(registers + special.LaneIndex))[lane] = lane;
        new Span<int>(registers + special.DynamicSharedSize, RegisterSet.Lanes).Fill(launch.DynamicSharedBytes);
        ways.Clear();
        ways.Push(new(0, Present, kernel.Length));
        (At, branches) = (0, 0);

        void Fill(int place, Dim3 values, int lane, int count)
        {
            new Span<int>(registers + place, RegisterSet.Lanes).Slice(lane, count).Fill(values.X);
            new Span<int>(registers + place + 4 * RegisterSet.Lanes, RegisterSet.Lanes).Slice(lane, count).Fill(values.Y);
            new Span<int>(registers + place + 8 * RegisterSet.Lanes, RegisterSet.Lanes).Slice(lane, count).Fill(values.Z);
        }
    }

    /// <summary>Goes on to the next barrier of the group, or to the end.</summary>
    public void RunToBarrier()
    {
        if (HasEnded)
            return;
        while (ways.TryPop(out var way))
        {
            if (way.At == way.Meeting)
                continue;
            if (!RunWay(ref way))
            {
                ways.Push(way);
                At = way.At;
                return;
            }
        }
        At = kernel.Length;
    }

    /// <summary>The barrier has been reached by all.</summary>
    public void PassBarrier()
    {
        var way = ways.Pop();
        ways.Push(way with { At = way.At + 1 });
    }

    /// <summary>Says that a thread does not come to where another one waits.</summary>
    public MachineFault Missing(int thread, int other)
    {
        var at = HasEnded ? processor.Warps[other / RegisterSet.Lanes].At : At;
        return new(FaultKind.MissedBarrier, kernel, Math.Min(at, kernel.Length - 1), processor.Group, thread,
            $"it does not come to the same barrier as thread {other}");
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(registers);
        NativeMemory.Free(predicates);
        NativeMemory.AlignedFree(local);
    }

    private MachineFault Fault(FaultKind kind, int instruction, int lane, string what) =>
        new(kind, kernel, instruction, processor.Group, FirstThread + lane, what);

    // Runs lanes until they have ended or joined others (true), or come to a barrier of the group (false).
    private bool RunWay(ref Way way)
    {
        fixed (Instruction* all = kernel.Instructions)
        {
            while (true)
            {
                ref var instruction = ref all[way.At];
                var active = way.Active;
                if (instruction.Guard >= 0)
                    active &= instruction.GuardNegated ? ~predicates[instruction.Guard] : predicates[instruction.Guard];
                // All lanes decide at a branch, whichever of them take it.
                Counter?.Execute(way.At, instruction.Operation is Operation.Branch or Operation.Return ? way.Active : active);
                switch (instruction.Operation)
                {
                    case Operation.Branch:
                        if (++branches > processor.Launch.MostBranches)
                            throw Fault(FaultKind.EndlessLoop, way.At, BitOperations.TrailingZeroCount(way.Active), "it seems to run for ever");
                        if (active == way.Active)
                            way.At = instruction.Target;
                        else if (active == 0)
                            way.At++;
                        else
                        {
                            Part(way, active, instruction.Target);
                            return true;
                        }
                        break;
                    case Operation.Return:
                        // Nobody waits for them: where one way returns, all ways meet at the end only.
                        way.Active &= ~active;
                        if (way.Active == 0)
                            return true;
                        way.At++;
                        break;
                    case Operation.Barrier:
                        CheckMeeting(way);
                        return false;
                    case >= Operation.WarpBarrier:
                        CheckMeeting(way);
                        Meet(ref instruction, way.At);
                        way.At++;
                        break;
                    default:
                        if (active != 0)
                            Execute(ref instruction, way.At, active);
                        way.At++;
                        break;
                }
                if (instruction.EndsBlock && way.At == way.Meeting)
                    return true;
            }
        }
    }

    // Lanes go two ways: each is noted, and behind both the way that they go on together.
    private void Part(Way way, uint taken, int target)
    {
        Counter?.Diverge(way.At);
        var meeting = kernel.Flow.MeetingOf(way.At);
        ways.Push(way with { At = meeting });
        Way branch = new(target, taken, meeting), straight = new(way.At + 1, way.Active & ~taken, meeting);
        ways.Push(processor.Launch.IsBackwards ? branch : straight);
        ways.Push(processor.Launch.IsBackwards ? straight : branch);
    }

    // All threads of the warp must be here.
    private void CheckMeeting(Way way)
    {
        if (way.Active == Present)
            return;
        var isFirstHere = (way.Active & 1) != 0;
        At = way.At;
        throw Missing(FirstThread + BitOperations.TrailingZeroCount(isFirstHere ? Present & ~way.Active : way.Active), FirstThread);
    }
}
