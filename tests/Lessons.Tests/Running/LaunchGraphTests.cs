using DqnGpu.Lessons.Running;
using DqnGpu.PtxMachine;
using ILGPU;

namespace DqnGpu.Lessons.Tests.Running;

/// <summary>A graph's replays see memory anew, and the host never again.</summary>
public sealed class LaunchGraphTests
{
    public struct Addition
    {
        public ArrayView<float> Sum;
        public float Term;
    }

    private static void Add(Addition p) => p.Sum[0] += p.Term;

    private static void Double(Addition p) => p.Sum[0] *= 2;

    [Test]
    public void Replays_launches_in_their_order_with_the_arguments_of_the_capture()
    {
        using var memory = new LessonMemory();
        var addition = new Addition { Sum = memory.Allocate<float>(1), Term = 1 };
        var graph = new LaunchGraph();
        graph.Launch(Add, new(1), new(1), addition);
        graph.Launch(Double, new(1), new(1), addition);
        addition.Term = 100;
        Assert.That(LessonMemory.Span(addition.Sum)[0], Is.Zero, "capture runs nothing");
        graph.Replay();
        Assert.That(LessonMemory.Span(addition.Sum)[0], Is.EqualTo(2));
        LessonMemory.Span(addition.Sum)[0] = 10;
        var counts = graph.Replay();
        Assert.That(LessonMemory.Span(addition.Sum)[0], Is.EqualTo(22));
        Assert.That(counts.Select(launch => launch[InstructionKind.StoreGlobal]), Is.EqualTo(new[] { 1, 1 }));
    }
}
