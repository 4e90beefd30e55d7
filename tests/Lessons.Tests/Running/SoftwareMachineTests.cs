using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Tests.Running;

/// <summary>Kernels in C#, compiled and executed without a GPU: results, counts, and faults with the line of the program.</summary>
public sealed class SoftwareMachineTests
{
    private LessonMemory memory = null!;

    [SetUp]
    public void Allocate() => memory = new();

    [TearDown]
    public void Free() => memory?.Dispose();

    public struct Copy
    {
        public ArrayView<float> From;
        public ArrayView<float> To;
        public int Stride;
        public float Factor;
    }

    private static void CopyStrided(Copy p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        p.To[i] = p.Factor * p.From[i * p.Stride];
    }

    private static void AddToNeighbour(Copy p)
    {
        var i = Grid.IdxX * Group.DimX + Group.IdxX;
        p.To[i / p.Stride] += p.From[i];
    }

    private static void TransposeThroughSharedMemory(Copy p)
    {
        var tile = SharedMemory.Allocate<float>(1024);
        var (x, y) = (Group.IdxX % 32, Group.IdxX / 32);
        for (var row = y; row < 32; row += 8)
            tile[row * 32 + x] = p.From[row * 32 + x];
        Group.Barrier();
        for (var row = y; row < 32; row += 8)
            p.To[row * 32 + x] = tile[x * 32 + row];
    }

    [TestCase(1, 4.0, 1.0)]
    [TestCase(2, (8 + 4) / 2.0, 256.0 / (12 * 32))]
    [TestCase(8, (32 + 4) / 2.0, 256.0 / (36 * 32))]
    public void A_stride_costs_sectors(int stride, double sectorsPerRequest, double used)
    {
        float[] from = [.. Enumerable.Range(0, 256 * stride).Select(i => (float)i)];
        var copy = new Copy { From = memory.Allocate(from), To = memory.Allocate<float>(256), Stride = stride, Factor = 2 };
        var counts = SoftwareMachine.Launch(CopyStrided, new(4), new(64), copy);
        Assert.That(LessonMemory.Span(copy.To).ToArray(), Is.EqualTo(Enumerable.Range(0, 256).Select(i => 2f * i * stride)));
        Assert.That((counts.SectorsPerRequest, counts.UsedShare), Is.EqualTo((sectorsPerRequest, used)));
        Assert.That(counts.GlobalRequests, Is.EqualTo(16), "8 warps, a load and a store each");
    }

    [Test]
    public void Reading_a_column_of_shared_memory_passes_each_bank_32_times()
    {
        float[] from = [.. Enumerable.Range(0, 1024).Select(i => (float)i)];
        var copy = new Copy { From = memory.Allocate(from), To = memory.Allocate<float>(1024) };
        var counts = SoftwareMachine.Launch(TransposeThroughSharedMemory, new(1), new(256), copy);
        Assert.That(LessonMemory.Span(copy.To).ToArray(), Is.EqualTo(Enumerable.Range(0, 1024).Select(i => (float)(i % 32 * 32 + i / 32))));
        Assert.That(counts.Instructions.Where(i => i.Kind == InstructionKind.LoadShared).Sum(i => i.Counts.Passes), Is.EqualTo(32 * 32));
        Assert.That(counts.PassesToIdeal, Is.EqualTo((32 * 32 + 32) / 64.0));
        Assert.That(counts.BarriersOfGroup, Is.EqualTo(1));
        Assert.That(counts.Kernel.SharedBytes, Is.EqualTo(4096));
    }

    [Test]
    public void Threads_that_add_to_one_element_are_a_race_and_the_line_is_named([Values(3, 64)] int stride)
    {
        var copy = new Copy { From = memory.Allocate<float>(128), To = memory.Allocate<float>(128), Stride = stride };
        var fault = Assert.Throws<MachineFault>(() => SoftwareMachine.Launch(AddToNeighbour, new(2), new(64), copy))!;
        Assert.That(fault.Kind, Is.EqualTo(FaultKind.Race));
        Assert.That(fault.Message, Does.Contain("SoftwareMachineTests.cs, line").And.Contain("To["));
        Assert.That(File.ReadLines(fault.Source.File).ElementAt(fault.Source.Line - 1), Does.Contain("+="));
    }

    [Test]
    public void An_element_outside_a_view_is_named()
    {
        var copy = new Copy { From = memory.Allocate<float>(100), To = memory.Allocate<float>(128), Stride = 1 };
        var fault = Assert.Throws<MachineFault>(() => SoftwareMachine.Launch(CopyStrided, new(2), new(64), copy))!;
        Assert.That((fault.Kind, fault.Group, fault.Thread), Is.EqualTo((FaultKind.OutOfBounds, 1, 36)));
        Assert.That(fault.What, Is.EqualTo("4 bytes at From[100] lie outside all memory of the device: From has 100 elements"));
    }
}
