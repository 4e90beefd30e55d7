using DqnGpu.Lessons.Puzzles;
using DqnGpu.Lessons.Puzzles.Checks;
using DqnGpu.Lessons.Puzzles.Judging;
using ILGPU;
using Solved = DqnGpu.Lessons.Puzzles.Solutions;

namespace DqnGpu.Lessons.Tests.Puzzles.Judging;

/// <summary>What learners write is told in words, whatever it is.</summary>
public sealed class KernelPuzzleTests
{
    private static string Told<TArguments>(KernelPuzzle<TArguments> puzzle, Action<TArguments> kernel) where TArguments : struct =>
        puzzle.Judge(kernel).Fault ?? "nothing wrong";

    private static void EveryThread(LinearForward.Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        p.Y[index] = 0;
    }

    private static void WithoutBias(LinearForward.Arguments p)
    {
        Solved.LinearForward.Kernel(p);
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index < p.Y.Length)
            p.Y[index] -= p.B[index % p.Out];
    }

    private static void Accumulating(LinearForward.Arguments p)
    {
        var index = Grid.IdxX * Group.DimX + Group.IdxX;
        if (index < p.Y.Length)
            p.Y[index] += p.B[index % p.Out];
    }

    private static void OneElementIsWrong(LinearForward.Arguments p)
    {
        Solved.LinearForward.Kernel(p);
        if (Grid.IdxX == 1 && Group.IdxX == 3)
            p.Y[35] = 7;
    }

    private static void Endless(LinearForward.Arguments p)
    {
        for (var i = 0; i >= 0; i = i == 3 ? 0 : i + 1)
            p.Y[Group.IdxX] = i;
    }

    private static void Throwing(LinearForward.Arguments p)
    {
        if (p.N > 1)
            throw new InvalidOperationException();
        p.Y[0] = 1;
    }

    private static void Allocating(LinearForward.Arguments p)
    {
        var list = new List<float> { p.B[0] };
        p.Y[0] = list[0];
    }

    private static void BarrierInIf(SumInOrder.Arguments p)
    {
        var shared = SharedMemory.Allocate<float>(SumInOrder.GroupSize);
        shared[Group.IdxX] = p.G[Group.IdxX];
        if (Group.IdxX < 100)
            Group.Barrier();
        p.Norm2[0] = shared[0];
    }

    private static void WithoutBarrier(SumInOrder.Arguments p)
    {
        var shared = SharedMemory.Allocate<float>(SumInOrder.GroupSize);
        shared[Group.IdxX] = p.G[Group.IdxX];
        if (Group.IdxX == 0)
            p.Norm2[0] = shared[1];
    }

    private static void AtomicFloats(SumInOrder.Arguments p)
    {
        for (var i = Group.IdxX; i < p.G.Length; i += SumInOrder.GroupSize)
            Atomic.Add(ref p.Norm2[0], p.G[i] * p.G[i]);
    }

    private static void OneBarrierLess(DoubleBuffer.Arguments p)
    {
        var row = Group.IdxX / DoubleBuffer.Tile;
        var column = Group.IdxX % DoubleBuffer.Tile;
        var dz = SharedMemory.Allocate<float>(DoubleBuffer.Tile * DoubleBuffer.Tile);
        var sum = 0f;
        for (var first = 0; first < p.Out; first += DoubleBuffer.Tile)
        {
            dz[Group.IdxX] = p.Dz[(Grid.IdxY * DoubleBuffer.Tile + row) * p.Out + first + column];
            Group.Barrier();
            for (var o = 0; o < DoubleBuffer.Tile; o++)
                sum += dz[row * DoubleBuffer.Tile + o];
        }
        p.Dx[(Grid.IdxY * DoubleBuffer.Tile + row) * p.In + Grid.IdxX * DoubleBuffer.Tile + column] = sum;
    }

    private static void FenceOnOneSide(MissingFence.Arguments p)
    {
        if (Group.IdxX != 0)
            return;
        p.Partials[Grid.IdxX] = 1;
        MemoryFence.DeviceLevel();
        if (Atomic.Add(ref p.Finished[0], 1) == Grid.DimX - 1)
            p.Mean[0] = p.Partials[0];
    }

    [Test]
    public void An_index_outside_is_told_with_the_line()
    {
        var told = Told(new LinearForwardCheck(), EveryThread);
        Assert.That(told, Does.StartWith("Out of bounds. KernelPuzzleTests.cs, line ").And.Contain("thread 1 of group 2"));
        Assert.That(told, Does.Contain("Y has 65 elements").And.Contain("more threads than there are elements").And.Contain("| p.Y[index] = 0;"));
    }

    [Test]
    public void A_common_mistake_is_known() =>
        Assert.That(Told(new LinearForwardCheck(), WithoutBias), Does.Contain("y[n=0, o=0] is ").And.Contain("All 65").And.EndWith("the sum without b[o]."));

    [Test]
    public void What_is_added_to_memory_that_nobody_set_is_never_written() =>
        Assert.That(Told(new LinearForwardCheck(), Accumulating), Does.StartWith("y[n=0, o=0] was never written, or only added to;"));

    [Test]
    public void One_wrong_element_is_named_by_its_indices() =>
        Assert.That(Told(new LinearForwardCheck(), OneElementIsWrong), Does.StartWith("y[n=2, o=9] is 7; it should be ").And.Contain("1 of 65 elements is wrong."));

    [Test]
    public void A_loop_without_end_is_told_soon() =>
        Assert.That(Told(new LinearForwardCheck(), Endless), Does.StartWith("No end. KernelPuzzleTests.cs, line ").And.Contain("A loop's condition stays true."));

    [Test]
    public void What_no_GPU_can_do_is_told()
    {
        Assert.That(Told(new LinearForwardCheck(), Throwing), Does.Contain("KernelPuzzleTests.Throwing was not compiled").And.Contain("no objects, strings, exceptions"));
        Assert.That(Told(new LinearForwardCheck(), Allocating), Does.Contain("KernelPuzzleTests.Allocating was not compiled").And.Contain("no objects, strings"));
    }

    [Test]
    public void A_barrier_that_some_threads_skip_is_told() =>
        Assert.That(Told(new SumInOrderCheck(), BarrierInIf), Does.StartWith("A missed barrier. ").And.Contain("none may stand in an `if`"));

    [Test]
    public void A_missing_barrier_is_a_race() =>
        Assert.That(Told(new SumInOrderCheck(), WithoutBarrier), Does.StartWith("A race. ").And.Contain("| p.Norm2[0] = shared[1];"));

    [Test]
    public void Atomic_sums_of_floats_are_refused_with_the_reason() =>
        Assert.That(Told(new SumInOrderCheck(), AtomicFloats), Does.Contain("come in any order"));

    [Test]
    public void A_barrier_left_out_of_the_double_buffer_is_a_race() =>
        Assert.That(Told(new DoubleBufferCheck(), OneBarrierLess), Does.StartWith("A race. ").And.Contain("| dz[Group.IdxX] = p.Dz["));

    [Test]
    public void A_fence_on_one_side_is_not_enough() =>
        Assert.That(Told(new MissingFenceCheck(), FenceOnOneSide), Does.StartWith("A race. ").And.Contain("partials[group=0]"));
}
