using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>Partial sums of tiles that several groups share.</summary>
/// <remarks>
/// <para>A group has at most two, each with a slot: of the tile that it ends or goes on with, and of the one that it begins and does not end. So the partial
/// sums of a tile lie in the second slot of the first of its groups and in the first slots of the groups behind it.</para>
/// <para>The last group to come adds them, 8 KB each, and a multiprocessor reads only some 64 bytes a cycle. So where they are many, the last of each bundle
/// adds those of its bundle into the slot of its first, and the last of those the bundles' sums: of 58 in bundles of 8 nobody reads more than 8.</para>
/// <para>A slot has the results of all warps of a team, one warp after the other; each adds its own.</para>
/// </remarks>
internal readonly struct PartialTiles(ArrayView<Float4> tiles, ArrayView<float> rightSums, ArrayView<int> counters, int team = 1)
{
    /// <summary>Slots of a group.</summary>
    public const int SlotsOfGroup = 2;

    /// <summary>Floats of a slot for the right factor's sums: columns of a tile.</summary>
    public const int ColumnsOfSlot = 32;

    private readonly ArrayView<Float4> tiles = tiles;
    private readonly ArrayView<float> rightSums = rightSums;
    private readonly ArrayView<int> counters = counters;

    /// <summary>Warps of a team.</summary>
    private readonly int team = team;

    /// <summary>The results of one warp of a team in all slots.</summary>
    /// <param name="warp">Number of the warp in its team.</param>
    /// <param name="warps">Warps of a team.</param>
    public PartialTiles OfWarp(int warp, int warps) =>
        new(tiles.SubView(warp * TiledProduct.TileVectors, tiles.Length - warp * TiledProduct.TileVectors), rightSums, counters, warps);

    /// <summary>Where a group puts the part of a tile that it begins, or goes on with.</summary>
    public static int Slot(int group, bool begins) => SlotsOfGroup * group + (begins ? 1 : 0);

    /// <summary>Counts what has come of a tile; 0 between launches.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="perTile">Counters of a tile.</param>
    /// <param name="i">Which.</param>
    public ref int Counter(int tile, int perTile, int i) => ref counters[tile * perTile + i];

    /// <summary>Takes four vectors of a tile, <paramref name="i"/> and those 32, 64 and 96 on, from one of its groups.</summary>
    public void Write(int slot, int i, in FourVectors sums) => sums.Write(tiles, slot * team * TiledProduct.TileVectors + i);

    /// <summary>The sums of the same four vectors over the groups first, first + step, ..., in their order.</summary>
    /// <param name="groups">Groups of the tile.</param>
    /// <param name="first">Number among these of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="i">The first of the vectors.</param>
    /// <remarks>Four groups at once, because a thread that waits for one load can as well wait for sixteen.</remarks>
    public FourVectors Sum(TileGroups groups, int first, int count, int step, int i)
    {
        var sum = default(FourVectors);
        for (; count >= 4; count -= 4)
        {
            var one = Read(groups, first, i);
            var two = Read(groups, first + step, i);
            var three = Read(groups, first + 2 * step, i);
            var four = Read(groups, first + 3 * step, i);
            sum.Add(one);
            sum.Add(two);
            sum.Add(three);
            sum.Add(four);
            first += 4 * step;
        }
        if (count >= 2)
        {
            var one = Read(groups, first, i);
            var two = Read(groups, first + step, i);
            sum.Add(one);
            sum.Add(two);
            first += 2 * step;
        }
        if ((count & 1) != 0)
            sum.Add(Read(groups, first, i));
        return sum;
    }

    /// <summary>Takes the sum of a column of the right factor from one of the groups of its tile.</summary>
    public void WriteRightSum(int slot, int column, float sum) => rightSums[slot * ColumnsOfSlot + column] = sum;

    /// <summary>The sum of a column of the right factor over the same groups, in their order.</summary>
    public float RightSum(TileGroups groups, int first, int count, int step, int column)
    {
        var sum = 0f;
        for (var number = 0; number < count; number++)
            sum += rightSums[SlotOf(groups, first + number * step) * ColumnsOfSlot + column];
        return sum;
    }

    /// <summary>Slot of the number-th group of a tile.</summary>
    public static int SlotOf(TileGroups groups, int number) => Slot(groups.First + number, number == 0);

    private FourVectors Read(TileGroups groups, int number, int i) => FourVectors.Read(tiles, SlotOf(groups, number) * team * TiledProduct.TileVectors + i);
}
