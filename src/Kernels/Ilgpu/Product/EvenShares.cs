using ILGPU;

namespace DqnGpu.Kernels.Ilgpu;

/// <summary>How the work of a product is dealt to groups: in equal shares, whatever the number of tiles ("stream-K").</summary>
/// <remarks>
/// <para>A tile is made in units, eight k for each warp of a group. All units of all tiles stand in one row, tile after tile, and every group takes the next
/// stretch of it, equally long but for one unit:</para>
/// <code>
/// tiles     |- - - - - - - -|- - - - - - - -|- - - - - - - -|      three tiles of eight units
/// groups    |0 . . . . .|1 . . . . .|2 . . . . .|3 . . . . .|      four groups with six each: group 1 ends tile 0 and begins tile 1
/// </code>
/// <para>A tile that several groups share is summed from their partial tiles. Whole tiles to whole groups would leave a GPU of three places for groups half
/// empty here: the fourth would come when the others are done (Osama and others 2023, "Stream-K: Work-centric Parallel Decomposition for Dense Matrix-Matrix
/// Multiplication on the GPU").</para>
/// </remarks>
internal readonly struct EvenShares
{
    /// <summary>More partial tiles than these are added in bundles.</summary>
    private const int MostInOneBundle = 8;

    private readonly Divisor smallShare;
    private readonly Divisor largeShare;

    /// <summary>Groups with the large share: the first ones.</summary>
    private readonly int larger;

    /// <param name="tiles">Tiles of all members.</param>
    /// <param name="unitsPerTile">Units of a tile.</param>
    /// <param name="groups">1 .. tiles * units.</param>
    public EvenShares(int tiles, int unitsPerTile, int groups)
    {
        UnitsPerTile = new Divisor(unitsPerTile);
        Groups = groups;
        var (share, rest) = Math.DivRem(checked(tiles * unitsPerTile), groups);
        smallShare = new Divisor(share);
        largeShare = new Divisor(share + 1);
        larger = rest;
        MostGroupsPerTile = 1;
        for (var tile = 0; tile < tiles; tile++)
            MostGroupsPerTile = Math.Max(MostGroupsPerTile, GroupsOf(tile).Count);
        InBundle = new Divisor(MostGroupsPerTile <= MostInOneBundle ? MostGroupsPerTile : (int)Math.Ceiling(Math.Sqrt(MostGroupsPerTile)));
    }

    public readonly Divisor UnitsPerTile;

    public readonly int Groups;

    /// <summary>Groups that share a tile, at most.</summary>
    public readonly int MostGroupsPerTile;

    /// <summary>Of the groups that share a tile, those in a bundle: see <see cref="PartialTiles"/>.</summary>
    public readonly Divisor InBundle;

    /// <summary>Counters of a tile: one for each bundle, and one for the bundles.</summary>
    public int CountersPerTile => InBundle.Quotient(MostGroupsPerTile - 1) + 2;

    /// <summary>The first unit of a group; of group number <see cref="Groups"/>, the end.</summary>
    public int Start(int group) => group * smallShare.Value + IntrinsicMath.Min(group, larger);

    /// <summary>The group that a unit belongs to.</summary>
    public int Owner(int unit)
    {
        var ofLarger = larger * largeShare.Value;
        return unit < ofLarger ? largeShare.Quotient(unit) : larger + smallShare.Quotient(unit - ofLarger);
    }

    /// <summary>Those that share a tile.</summary>
    public TileGroups GroupsOf(int tile)
    {
        var first = Owner(tile * UnitsPerTile.Value);
        return new() { First = first, Count = Owner((tile + 1) * UnitsPerTile.Value - 1) - first + 1 };
    }
}

/// <summary>Neighbouring groups.</summary>
internal struct TileGroups
{
    public int First;
    public int Count;
}
