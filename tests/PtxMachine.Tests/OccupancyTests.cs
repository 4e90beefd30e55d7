namespace DqnGpu.PtxMachine.Tests;

/// <summary>How many warps find room; the expected figures are those of NVIDIA's occupancy calculator.</summary>
public sealed class OccupancyTests
{
    [TestCase("H100", 256, 32, 0, 8, 1.0, "threads")]
    [TestCase("H100", 256, 128, 0, 2, 0.25, "registers")]
    [TestCase("H100", 32, 32, 0, 32, 0.5, "groups")]
    [TestCase("H100", 256, 32, 48 << 10, 4, 0.5, "shared memory")]
    [TestCase("H100", 32, 32, 7 << 10, 28, 0.4375, "shared memory")] // the system takes a kilobyte of each group's
    [TestCase("A100", 1024, 64, 0, 1, 0.5, "registers")]
    [TestCase("A100", 256, 255, 0, 1, 0.125, "registers")]
    [TestCase("RTX 4090", 256, 40, 0, 6, 1.0, "threads")]
    [TestCase("RTX 3060", 32, 16, 0, 16, 1.0 / 3, "groups")]
    [TestCase("T4", 256, 64, 16 << 10, 4, 1.0, "threads")]
    public void Room(string card, int threads, int registers, int sharedBytes, int groups, double share, string limit)
    {
        var occupancy = Occupancy.Of(Card.Named(card), new(new(1), new(threads)), registers, sharedBytes);
        Assert.That((occupancy.GroupsPerMultiprocessor, occupancy.Share, occupancy.Limit), Is.EqualTo((groups, share, limit)));
    }

    [Test]
    public void A_grid_fills_the_card_some_times() =>
        Assert.That(Occupancy.Of(Card.Named("h100"), new(new(132, 12), new(256)), 32, 0).Waves, Is.EqualTo(1.5));

    [Test]
    public void A_card_that_is_not_known_is_an_error_that_names_those_that_are() =>
        Assert.That(() => Card.Named("Voodoo"), Throws.ArgumentException.With.Message.Contains("T4, RTX 3060, A100"));
}
