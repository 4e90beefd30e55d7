using DqnGpu.Benchmarks.Schedule;

namespace DqnGpu.Benchmarks.Tests.Schedule;

/// <summary>The parts of an iteration, in turns and side by side.</summary>
public sealed class IterationPartsTests
{
    // Two updates: 2 x (1 + 8 tasks of 10); play 4 x 5; act 2 x 4; store 3.
    private static readonly IterationParts Parts = new(
        [Even(4, 2)], [Even(5, 4)], [Even(1, 1)], [Even(10, 8)], [Even(3, 1)], Updates: 2);

    [Test]
    public void One_thread_does_all_of_it()
    {
        Assert.That(Parts.Work, Is.EqualTo(8 + 20 + (2 * 81) + 3));
        Assert.That(Parts.InTurns(1), Is.EqualTo(Parts.Work));
        Assert.That(Parts.GamesBesideLearning(1), Is.EqualTo(Parts.Work));
        Assert.That(Parts.AllBesideLearning(1), Is.EqualTo(Parts.Work));
    }

    [Test]
    public void Side_by_side_the_longer_counts()
    {
        Assert.That(Parts.InTurns(9), Is.EqualTo(4 + 5 + (2 * 11) + 3));
        Assert.That(Parts.GamesBesideLearning(9), Is.EqualTo(4 + (2 * 11) + 3), "one thread plays, eight learn");
        Assert.That(Parts.AllBesideLearning(10), Is.EqualTo((2 * 11) + 3), "two threads act and play, eight learn");
    }

    private static Segment Even(double time, int tasks) => new([.. Enumerable.Repeat(time, tasks)], new(0, 0));
}
