using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>How a product's work is dealt to groups.</summary>
public sealed class EvenSharesTests
{
    [Test]
    public void Every_unit_has_one_owner_and_shares_differ_by_one_unit_at_most([Range(0, 199)] int seed)
    {
        var (tiles, perTile, groups) = Random(seed);
        var shares = new EvenShares(tiles, perTile, groups);
        Assert.That((shares.Start(0), shares.Start(groups)), Is.EqualTo((0, tiles * perTile)));
        var (least, most) = (int.MaxValue, 0);
        for (var group = 0; group < groups; group++)
        {
            var units = shares.Start(group + 1) - shares.Start(group);
            (least, most) = (Math.Min(least, units), Math.Max(most, units));
            for (var unit = shares.Start(group); unit < shares.Start(group + 1); unit++)
                Assert.That(shares.Owner(unit), Is.EqualTo(group));
        }
        Assert.That((least, most - least), Is.EqualTo((tiles * perTile / groups, tiles * perTile % groups == 0 ? 0 : 1)));
    }

    [Test]
    public void The_groups_of_a_tile_are_those_that_own_units_of_it([Range(0, 199)] int seed)
    {
        var (tiles, perTile, groups) = Random(seed);
        var shares = new EvenShares(tiles, perTile, groups);
        var most = 0;
        for (var tile = 0; tile < tiles; tile++)
        {
            var owners = Enumerable.Range(tile * perTile, perTile).Select(shares.Owner).Distinct().ToArray();
            var found = shares.GroupsOf(tile);
            Assert.That(Enumerable.Range(found.First, found.Count), Is.EqualTo(owners));
            most = Math.Max(most, owners.Length);
        }
        Assert.That(shares.MostGroupsPerTile, Is.EqualTo(most));
    }

    [Test]
    public void No_two_parts_of_tiles_have_the_same_slot([Range(0, 199)] int seed)
    {
        var (tiles, perTile, groups) = Random(seed);
        var shares = new EvenShares(tiles, perTile, groups);
        var slots = new HashSet<int>();
        for (var tile = 0; tile < tiles; tile++)
        {
            var found = shares.GroupsOf(tile);
            for (var number = 0; number < found.Count && found.Count > 1; number++)
            {
                var slot = PartialTiles.SlotOf(found, number);
                Assert.That(slots.Add(slot), $"slot {slot} of tile {tile}");
                Assert.That(slot, Is.InRange(0, PartialTiles.SlotsOfGroup * groups - 1));
                Assert.That(slot, Is.EqualTo(PartialTiles.Slot(found.First + number, shares.Start(found.First + number) <= tile * perTile)));
            }
        }
    }

    private static (int Tiles, int UnitsPerTile, int Groups) Random(int seed)
    {
        var random = new Random(seed);
        var (tiles, perTile) = (random.Next(1, 40), random.Next(1, 120));
        return (tiles, perTile, random.Next(1, Math.Min(400, tiles * perTile) + 1));
    }
}
