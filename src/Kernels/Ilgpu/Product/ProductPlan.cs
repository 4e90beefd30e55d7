namespace DqnGpu.Kernels.Ilgpu;

/// <summary>What a plan says of one product.</summary>
/// <param name="Warps">How the warps of its groups lie.</param>
/// <param name="Shares">Which group does what.</param>
internal readonly record struct ProductPart(WarpsOfGroup Warps, EvenShares Shares);

/// <summary>How the one or two products of a launch are spread over a GPU: the spread that a simple model of time finds shortest.</summary>
/// <param name="First">The product.</param>
/// <param name="Second">The second product, if there is one: its groups have as many warps.</param>
/// <remarks>
/// <para>Looked at are as many groups as fill all multiprocessors evenly, and as many as there are tiles, or two, three, ... times as many, for which no group
/// works on more than one tile. Two products share the groups by their work.</para>
/// <para>The model, in cycles of a scheduler (a multiprocessor has four, and each issues one instruction of one warp a cycle):</para>
/// <code>
/// units of a group                          u, and t tiles that it works on: 1, or u / units of a tile + 1 where its share ends inside of tiles
/// a warp                                    u * 720 + t * 130 * slices                        720 in fp32, 420 in TF32, 640 in 3xTF32;
///                                                                                             a team of 2: 670, 350, 600; of 4: 640, 290, 560
///                                           of two products: a quarter of the way from the mean to the longer
/// warps of the busiest scheduler            w = ceil(ceil(groups / multiprocessors) * warps / 4)
/// these                                     (w + 0.3 * waves) * a warp                        a wave: as many warps as there are registers for
/// but no shorter than one warp takes alone  u * 1,050 + t * 1,100                             1,050       720         870
/// where p groups share a tile               + 1,900 + quads * (230 + 120 p) for the last of them to add, in bundles twice that with the root of p
///                                           quads: parts of a tile that a warp adds, 4 / slices
/// </code>
/// <para>The constants are those with which it comes nearest to the model of tools/sass.sh for 127 plans of the products of Nature's network at a minibatch of
/// 32 on 132 multiprocessors, in fp32 and TF32: within 9 % (root mean square). Those of teams are estimates from a few launches, and those of 3xTF32 from TF32's.
/// An H200 takes longer than they say, but no other plan of six launches that were tried on it, up to 56 each, is better by more than 2 of 141 microseconds
/// (docs/results/gpu-h200.md).</para>
/// </remarks>
internal readonly record struct ProductPlan(ProductPart First, ProductPart Second)
{
    private const int Schedulers = 4;
    private const int TileCyclesPerSlice = 130, TileLatency = 1_100;
    private const double StallPerWave = 0.3;
    private const int SumLatency = 1_900, LatencyPerQuad = 230, LatencyPerPart = 120;
    private const int MostGroupsPerTile = 160;

    /// <summary>Warps whose registers a multiprocessor has room for.</summary>
    private const int ResidentWarps = 12;

    /// <summary>Warps of a group.</summary>
    public int Warps => First.Warps.Count;

    /// <summary>The shortest plan of a launch.</summary>
    /// <param name="first">A product.</param>
    /// <param name="second">Another one in the same launch, or null.</param>
    /// <param name="multiprocessors">Of the GPU.</param>
    /// <param name="maxWarps">The largest group.</param>
    public static ProductPlan For(in ProductSize first, in ProductSize? second, int multiprocessors, int maxWarps)
    {
        var (warps1, warps2, groups1, groups2) = (default(WarpsOfGroup), default(WarpsOfGroup), 0, 0);
        var shortest = double.PositiveInfinity;
        for (var warps = 1; warps <= maxWarps; warps *= 2)
            foreach (var layout1 in first.Layouts(warps))
                foreach (var layout2 in second is null ? [new(warps)] : second.Value.Layouts(warps))
                {
                    var share = second is null ? 1 : (double)first.Units(layout1) / (first.Units(layout1) + second.Value.Units(layout2));
                    foreach (var a in GroupCounts(first, layout1, multiprocessors, share))
                        foreach (var b in second is null ? [0] : GroupCounts(second.Value, layout2, multiprocessors, 1 - share))
                        {
                            var cycles = Cycles(
                                Share.Of(first, layout1, a), second is null ? default : Share.Of(second.Value, layout2, b), multiprocessors);
                            if (cycles >= shortest)
                                continue;
                            shortest = cycles;
                            (warps1, warps2, groups1, groups2) = (layout1, layout2, a, b);
                        }
                }
        return new(PartOf(first, warps1, groups1), second is null ? new(warps2, default) : PartOf(second.Value, warps2, groups2));
    }

    /// <summary>Cycles of the launch by the model.</summary>
    public double Cycles(in ProductSize first, in ProductSize? second, int multiprocessors) => Cycles(
        Share.Of(first, First.Warps, First.Shares.Groups),
        second is null ? default : Share.Of(second.Value, Second.Warps, Second.Shares.Groups),
        multiprocessors);

    /// <param name="a">What is to do for a product.</param>
    /// <param name="b">And for the other; nothing, if there is none.</param>
    /// <param name="multiprocessors">Of the GPU.</param>
    private static double Cycles(in Share a, in Share b, int multiprocessors)
    {
        var groups = a.Groups + b.Groups;
        var ofWarp = 0.75 * (a.Groups * a.Cycles + b.Groups * b.Cycles) / groups + 0.25 * Math.Max(a.Cycles, b.Cycles);
        var perMultiprocessor = (groups + multiprocessors - 1) / multiprocessors;
        var warpsPerScheduler = (perMultiprocessor * a.Warps + Schedulers - 1) / Schedulers;
        var waves = (perMultiprocessor * a.Warps + ResidentWarps - 1) / ResidentWarps;
        return Math.Max((warpsPerScheduler + StallPerWave * waves) * ofWarp, waves * Math.Max(a.Alone, b.Alone)) + Math.Max(a.SumCycles, b.SumCycles);
    }

    /// <summary>Cycles of a scheduler that a unit takes of it for a warp, and those from its beginning to its end.</summary>
    /// <remarks>
    /// In TF32 a step is some 150 instructions, and 16 products keep a tensor core busy for 102 cycles; in 3xTF32 310 and 307. But the four schedulers wait
    /// for one another's loads and stores, 84 cycles of their common pipe for a step. Alone a warp waits longer: for the loads of the next step, 300 cycles
    /// and more, which so few instructions do not cover.
    /// </remarks>
    private static (int Cycles, int Latency) Unit(Precision precision, int team) => precision switch
    {
        Precision.Tf32 => (team switch { 1 => 420, 2 => 350, _ => 290 }, 720),
        Precision.Tf32x3 => (team switch { 1 => 640, 2 => 600, _ => 560 }, 870),
        _ => (team switch { 1 => 720, 2 => 670, _ => 640 }, 1_050),
    };

    /// <summary>The numbers of groups worth a look for a product that gets this share of a launch's groups.</summary>
    private static List<int> GroupCounts(in ProductSize size, WarpsOfGroup warps, int multiprocessors, double share)
    {
        var (tiles, units) = (size.Tiles(warps), size.Units(warps));
        var counts = new List<int>();
        for (var perMultiprocessor = 1; perMultiprocessor <= ResidentWarps / warps.Count; perMultiprocessor++)
            Add((int)Math.Round(perMultiprocessor * multiprocessors * share));
        for (var perTile = 1; perTile <= Math.Min(MostGroupsPerTile, size.UnitsPerTile(warps)); perTile++)
            Add(tiles * perTile);
        return counts;

        void Add(int groups)
        {
            groups = Math.Clamp(groups, 1, units);
            if (groups * MostGroupsPerTile >= tiles && groups <= tiles * MostGroupsPerTile && !counts.Contains(groups))
                counts.Add(groups);
        }
    }

    private static ProductPart PartOf(in ProductSize size, WarpsOfGroup warps, int groups) =>
        new(warps, new(size.Tiles(warps), size.UnitsPerTile(warps), groups));

    /// <summary>What a group of a product has to do.</summary>
    /// <param name="Groups">Of the product.</param>
    /// <param name="Warps">Of a group.</param>
    /// <param name="Cycles">Of a scheduler, for a warp.</param>
    /// <param name="Alone">Cycles that a warp takes when no other is in its way.</param>
    /// <param name="SumCycles">For the last of the groups that share a tile.</param>
    private readonly record struct Share(int Groups, int Warps, double Cycles, double Alone, double SumCycles)
    {
        public static Share Of(in ProductSize size, WarpsOfGroup warps, int groups)
        {
            var (allTiles, perTile) = (size.Tiles(warps), size.UnitsPerTile(warps));
            var units = (allTiles * perTile + groups - 1) / groups;
            var isWhole = allTiles % groups == 0;
            var isAligned = groups % allTiles == 0 && perTile % (groups / allTiles) == 0;
            var tiles = isWhole ? allTiles / groups : isAligned ? 1 : 1 + (double)units / perTile;
            var groupsPerTile = isWhole ? 1 : isAligned ? groups / allTiles : 1 + (double)groups / allTiles;
            var (cycles, latency) = Unit(size.Precision, warps.Team);
            return new(
                groups, warps.Count, units * cycles + tiles * TileCyclesPerSlice * warps.Slices, units * latency + tiles * TileLatency,
                SumOf(warps.Slices, groupsPerTile));
        }

        private static double SumOf(int slices, double groupsPerTile) => groupsPerTile switch
        {
            <= 1 => 0,
            <= 9 => SumOfBundle(slices, groupsPerTile),
            _ => 2 * SumOfBundle(slices, Math.Sqrt(groupsPerTile)),
        };

        private static double SumOfBundle(int slices, double parts) =>
            SumLatency + TiledProduct.Quads / slices * (LatencyPerQuad + LatencyPerPart * parts);
    }
}
