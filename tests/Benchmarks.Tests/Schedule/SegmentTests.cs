using DqnGpu.Benchmarks.Schedule;

namespace DqnGpu.Benchmarks.Tests.Schedule;

/// <summary>Tasks laid out on threads.</summary>
public sealed class SegmentTests
{
    private static readonly PoolCost Free = new(Start: 0, Take: 0);

    [TestCase(1, 10)]
    [TestCase(2, 6)] // 4 | 1 + 2 + 3
    [TestCase(3, 4)] // 4 | 1 + 3 | 2
    [TestCase(4, 4)]
    [TestCase(99, 4)]
    public void Whoever_is_free_takes_the_next_task(int threads, double time) =>
        Assert.That(new Segment([4, 1, 2, 3], Free).Time(threads), Is.EqualTo(time));

    [Test]
    public void Takings_queue_and_other_threads_begin_later()
    {
        Assert.That(new Segment([10, 10], Free with { Take = 1 }).Time(2), Is.EqualTo(12));
        Assert.That(new Segment([10, 10], Free with { Start = 3 }).Time(2), Is.EqualTo(13));
    }

    [Test]
    public void A_thread_alone_takes_what_the_work_takes()
    {
        Assert.That(new Segment([10, 10], new(Start: 3, Take: 1)).Time(1), Is.EqualTo(20));
        Assert.That(new Segment([10], new(Start: 3, Take: 1)).Time(8), Is.EqualTo(10));
    }
}
