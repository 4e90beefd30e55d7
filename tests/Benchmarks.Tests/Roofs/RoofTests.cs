using DqnGpu.Benchmarks.Roofs;

namespace DqnGpu.Benchmarks.Tests.Roofs;

/// <summary>What is measured with several threads, and what a roof allows.</summary>
public sealed class RoofTests
{
    [Test]
    public void Every_thread_works_in_every_round()
    {
        var work = new int[3];
        var fastest = Rounds.Fastest(threads: 3, rounds: 5, thread => work[thread]++);
        Assert.That(work, Is.All.EqualTo(5));
        Assert.That(fastest, Is.GreaterThanOrEqualTo(TimeSpan.Zero).And.LessThan(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public void A_round_ends_with_its_last_thread()
    {
        var fastest = Rounds.Fastest(threads: 2, rounds: 1, thread => Thread.Sleep(thread == 1 ? 30 : 0));
        Assert.That(fastest, Is.GreaterThan(TimeSpan.FromMilliseconds(29)));
    }

    [TestCase(1, 10)]
    [TestCase(10, 100)]
    [TestCase(1000, 100)]
    public void Memory_is_the_limit_below_the_ridge_and_arithmetic_above(double intensity, double gigaFlops) =>
        Assert.That(new Roof(1, GigaFlops: 100, GigaBytes: 10).At(intensity), Is.EqualTo(gigaFlops));
}
