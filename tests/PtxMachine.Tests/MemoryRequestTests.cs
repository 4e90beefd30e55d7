namespace DqnGpu.PtxMachine.Tests;

/// <summary>What the addresses of a warp cost.</summary>
public sealed class MemoryRequestTests
{
    [TestCase(4, 4, 4, 1.0)] // neighbours
    [TestCase(8, 4, 8, 0.5)]
    [TestCase(32, 4, 32, 0.125)]
    [TestCase(512, 4, 32, 0.125)] // a column
    [TestCase(0, 4, 1, 0.125)] // all the same
    [TestCase(16, 16, 16, 1.0)] // four floats each
    [TestCase(1, 1, 1, 1.0)]
    public void Sectors(int distance, int bytes, int sectors, double used)
    {
        var request = Request(lane => (ulong)(lane * distance), bytes);
        Assert.That((request.Sectors, (double)request.DifferentBytes / (32 * request.Sectors)), Is.EqualTo((sectors, used)));
    }

    [Test]
    public void A_request_that_begins_inside_a_sector_costs_one_more() => Assert.That(Request(lane => (ulong)(4 * lane + 16), 4).Sectors, Is.EqualTo(5));

    [TestCase(4, 4, 1, 1)] // a bank each
    [TestCase(0, 4, 1, 1)] // one word for all
    [TestCase(8, 4, 2, 1)]
    [TestCase(128, 4, 32, 1)] // a column of a tile 32 wide
    [TestCase(132, 4, 1, 1)] // and of one 33 wide
    [TestCase(8, 8, 2, 2)]
    [TestCase(16, 16, 4, 4)]
    [TestCase(32, 16, 8, 4)]
    [TestCase(1, 1, 1, 1)]
    public void Passes(int distance, int bytes, int passes, int ideal)
    {
        var request = Request(lane => (ulong)(lane * distance), bytes);
        Assert.That((request.Passes, request.IdealPasses), Is.EqualTo((passes, ideal)));
    }

    [Test]
    public void Lanes_that_take_no_part_cost_nothing()
    {
        var request = Request(lane => (ulong)(lane * 512), 4) with { Active = 0b1001 };
        Assert.That((request.Lanes, request.Sectors, request.Passes, request.IdealPasses), Is.EqualTo((2, 2, 2, 1)));
        Assert.That((Request(lane => (ulong)(16 * lane), 16) with { Active = 0xFF }).IdealPasses, Is.EqualTo(1), "one quarter of a warp");
    }

    private static MemoryRequest Request(Func<int, ulong> address, int bytes) => new([.. Enumerable.Range(0, 32).Select(address)], uint.MaxValue, bytes);
}
