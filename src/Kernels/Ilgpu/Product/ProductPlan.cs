namespace DqnGpu.Kernels.Ilgpu;

/// <summary>The sizes of a product and what its views allow.</summary>
/// <param name="M">Rows of the result.</param>
/// <param name="N">Columns of the result.</param>
/// <param name="K">Length of the sums.</param>
/// <param name="AlignedLoads">Four neighbouring elements of either operand are an aligned vector.</param>
/// <param name="VectorStores">The result can be written four elements at a time.</param>
/// <param name="Members">Products of the same sizes in one launch (networks of a forward pass, strides of a backward convolution).</param>
/// <param name="Precision">What it is computed in.</param>
internal readonly record struct ProductSize(
    int M, int N, int K, bool AlignedLoads, bool VectorStores, int Members = 1, Precision Precision = Precision.Fp32)
{
    private const int TallColumns = 16;

    /// <summary>Operands are read four elements at a time where they may be, and no step is cut short.</summary>
    public TileAccess Access =>
        !AlignedLoads || K % TiledProduct.StepDepth != 0 ? TileAccess.Elements : VectorStores ? TileAccess.Vectors : TileAccess.VectorLoadsOnly;

    /// <summary>True for tiles of 128 x 16 instead of 64 x 32. Tensor cores have only the latter.</summary>
    public bool IsTall => N <= TallColumns && Precision == Precision.Fp32;

    public int TilesM => IsTall ? DivideUp(M, 128) : DivideUp(M, 64);

    public int TilesN => IsTall ? DivideUp(N, TallColumns) : DivideUp(N, 32);

    /// <summary>Tiles of all members.</summary>
    public int Tiles => TilesM * TilesN * Members;

    /// <summary>Units of a tile: eight k for each warp of a group.</summary>
    public int UnitsPerTile(int warps) => DivideUp(K, TiledProduct.StepDepth * warps);

    /// <summary>The product's work in units.</summary>
    public int Units(int warps) => Tiles * UnitsPerTile(warps);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}

/// <summary>How the one or two products of a launch are spread over a GPU: the spread that a simple model of time finds shortest.</summary>
/// <param name="Warps">Warps of a group.</param>
/// <param name="First">Which group does what of the product.</param>
/// <param name="Second">The same of the second product, if there is one.</param>
/// <remarks>
/// <para>Looked at are as many groups as fill all multiprocessors evenly, and as many as there are tiles, or two, three, ... times as many, for which no group
/// works on more than one tile. Two products share the groups by their work.</para>
/// <para>The model, in cycles of a scheduler (a multiprocessor has four, and each issues one instruction of one warp a cycle):</para>
/// <code>
/// units of a group                          u, and t tiles that it works on: 1, or u / units of a tile + 1 where its share ends inside of tiles
/// a warp                                    u * 720 + t * 130 * warps                         720 in fp32, 420 in TF32, 640 in 3xTF32
///                                           of two products: a quarter of the way from the mean to the longer
/// warps of the busiest scheduler            w = ceil(ceil(groups / multiprocessors) * warps / 4)
/// these                                     (w + 0.3 * waves) * a warp                        a wave: as many warps as there are registers for
/// but no shorter than one warp takes alone  u * 1,050 + t * 1,100                             1,050       720         870
/// where p groups share a tile               + 1,900 + quads * (230 + 120 p) for the last of them to add, in bundles twice that with the root of p
///                                           quads: parts of a tile that a warp adds, 4 / warps
/// </code>
/// <para>The constants are those with which it comes nearest to the model of tools/sass.sh for 127 plans of the products of Nature's network at a minibatch of
/// 32 on 132 multiprocessors, in fp32 and TF32: within 9 % (root mean square). They are to be set anew by the first GPU that measures them.</para>
/// </remarks>
internal readonly record struct ProductPlan(int Warps, EvenShares First, EvenShares Second)
{
    private const int Schedulers = 4;
    private const int TileCyclesPerWarp = 130, TileLatency = 1_100;
    private const double StallPerWave = 0.3;
    private const int SumLatency = 1_900, LatencyPerQuad = 230, LatencyPerPart = 120;
    private const int MostGroupsPerTile = 160;

    /// <summary>Warps whose registers a multiprocessor has room for.</summary>
    private const int ResidentWarps = 12;

    /// <summary>The shortest plan of a launch.</summary>
    /// <param name="first">A product.</param>
    /// <param name="second">Another one in the same launch, or null.</param>
    /// <param name="multiprocessors">Of the GPU.</param>
    /// <param name="maxWarps">The largest group.</param>
    public static ProductPlan For(in ProductSize first, in ProductSize? second, int multiprocessors, int maxWarps)
    {
        var (bestWarps, bestA, bestB) = (0, 0, 0);
        var shortest = double.PositiveInfinity;
        for (var warps = 1; warps <= maxWarps; warps *= 2)
        {
            var share = second is null ? 1 : (double)first.Units(warps) / (first.Units(warps) + second.Value.Units(warps));
            foreach (var a in GroupCounts(first, warps, multiprocessors, share))
                foreach (var b in second is null ? [0] : GroupCounts(second.Value, warps, multiprocessors, 1 - share))
                {
                    var cycles = Cycles(warps, multiprocessors, first, a, second ?? default, b);
                    if (cycles >= shortest)
                        continue;
                    shortest = cycles;
                    (bestWarps, bestA, bestB) = (warps, a, b);
                }
        }
        return new(bestWarps, Shares(first, bestWarps, bestA), second is null ? default : Shares(second.Value, bestWarps, bestB));
    }

    /// <summary>Cycles of a launch by the model.</summary>
    /// <param name="warps">Warps of a group.</param>
    /// <param name="multiprocessors">Of the GPU.</param>
    /// <param name="first">A product.</param>
    /// <param name="groupsA">Its groups.</param>
    /// <param name="second">The other one.</param>
    /// <param name="groupsB">Its groups, 0 if there is none.</param>
    public static double Cycles(int warps, int multiprocessors, in ProductSize first, int groupsA, in ProductSize second, int groupsB)
    {
        var a = Share.Of(first, warps, groupsA);
        var b = groupsB == 0 ? default : Share.Of(second, warps, groupsB);
        var groups = groupsA + groupsB;
        var (unitCycles, unitLatency) = Unit(first.Precision);
        var tileCycles = TileCyclesPerWarp * warps;
        var (costA, costB) = (a.Cost(unitCycles, tileCycles), b.Cost(unitCycles, tileCycles));
        var ofWarp = 0.75 * (groupsA * costA + groupsB * costB) / groups + 0.25 * Math.Max(costA, costB);
        var perMultiprocessor = (groups + multiprocessors - 1) / multiprocessors;
        var warpsPerScheduler = (perMultiprocessor * warps + Schedulers - 1) / Schedulers;
        var waves = (perMultiprocessor * warps + ResidentWarps - 1) / ResidentWarps;
        var alone = Math.Max(a.Cost(unitLatency, TileLatency), b.Cost(unitLatency, TileLatency));
        return Math.Max((warpsPerScheduler + StallPerWave * waves) * ofWarp, waves * alone) + Math.Max(a.SumCycles(warps), b.SumCycles(warps));
    }

    /// <summary>Cycles of a scheduler that a unit takes of it for a warp, and those from its beginning to its end.</summary>
    /// <remarks>
    /// In TF32 a step is some 150 instructions, and 16 products keep a tensor core busy for 102 cycles; in 3xTF32 310 and 307. But the four schedulers wait
    /// for one another's loads and stores, 84 cycles of their common pipe for a step. Alone a warp waits longer: for the loads of the next step, 300 cycles
    /// and more, which so few instructions do not cover.
    /// </remarks>
    private static (int Cycles, int Latency) Unit(Precision precision) => precision switch
    {
        Precision.Tf32 => (420, 720),
        Precision.Tf32x3 => (640, 870),
        _ => (720, 1_050),
    };

    /// <summary>The numbers of groups worth a look for a product that gets this share of a launch's groups.</summary>
    private static List<int> GroupCounts(in ProductSize size, int warps, int multiprocessors, double share)
    {
        var (tiles, units) = (size.Tiles, size.Units(warps));
        var counts = new List<int>();
        for (var perMultiprocessor = 1; perMultiprocessor <= ResidentWarps / warps; perMultiprocessor++)
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

    private static EvenShares Shares(in ProductSize size, int warps, int groups) => new(size.Tiles, size.UnitsPerTile(warps), groups);

    /// <summary>What a group of a product has to do.</summary>
    /// <param name="Units">The most units.</param>
    /// <param name="Tiles">Tiles that they belong to, on average.</param>
    /// <param name="GroupsPerTile">Groups that share a tile, on average; 1: none is shared.</param>
    private readonly record struct Share(int Units, double Tiles, double GroupsPerTile)
    {
        public static Share Of(in ProductSize size, int warps, int groups)
        {
            var perTile = size.UnitsPerTile(warps);
            var units = (size.Tiles * perTile + groups - 1) / groups;
            if (size.Tiles % groups == 0)
                return new(units, size.Tiles / groups, 1);
            var isAligned = groups % size.Tiles == 0 && perTile % (groups / size.Tiles) == 0;
            return isAligned ? new(units, 1, groups / size.Tiles) : new(units, 1 + (double)units / perTile, 1 + (double)groups / size.Tiles);
        }

        public double Cost(int unit, int tile) => Units * unit + Tiles * tile;

        public double SumCycles(int warps) => GroupsPerTile switch
        {
            <= 1 => 0,
            <= 9 => SumCycles(warps, GroupsPerTile),
            _ => 2 * SumCycles(warps, Math.Sqrt(GroupsPerTile)),
        };

        private static double SumCycles(int warps, double parts) =>
            SumLatency + TiledProduct.Quads / warps * (LatencyPerQuad + LatencyPerPart * parts);
    }
}
