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

    /// <summary>Steps of eight k, over all warps that share a tile.</summary>
    public int Steps => DivideUp(K, TiledProduct.StepDepth);

    private static int DivideUp(int a, int b) => (a + b - 1) / b;
}

/// <summary>How one product of a launch is spread over a GPU.</summary>
/// <param name="Splits">Groups that share a tile.</param>
/// <param name="Steps">Steps of eight k per warp.</param>
internal readonly record struct ProductShare(int Splits, int Steps)
{
    /// <summary>Every warp gets the same number of steps; no split is left without any.</summary>
    public static ProductShare Of(in ProductSize size, int warps, int splits)
    {
        var steps = (size.Steps + warps * splits - 1) / (warps * splits);
        return new((size.Steps + warps * steps - 1) / (warps * steps), steps);
    }
}

/// <summary>How the one or two products of a launch are spread over a GPU: the spread that a simple model of time finds shortest.</summary>
/// <param name="Warps">Warps of a group, each with its slice of k.</param>
/// <param name="First">The product.</param>
/// <param name="Second">The second product, if there is one.</param>
/// <remarks>
/// The model, in cycles of a scheduler (a multiprocessor has four, and each issues one instruction of one warp a cycle):
/// <code>
/// groups on the busiest multiprocessor      g = ceil(groups / multiprocessors)
/// instructions of its busiest scheduler     ceil(g * warps / 4) * (steps * 700 + 900)        700 in fp32, 160 in TF32, 390 in 3xTF32
/// but no shorter than one warp takes alone  steps * 1,100 + 2,000                            1,100       450          600
/// a tile shared by several groups           + 1,500 + 130 * splits for the last of them to add, and 16 KB a group to and from the cache, 2.5 KB a cycle
/// </code>
/// So a launch is charged for whole waves: a few groups too many cost as much as a wave of them, and fewer splits are then shorter. The instructions are
/// those that the table of docs/performance.md counts; the rest are estimates, to be set by the first GPU that measures them.
/// </remarks>
internal readonly record struct ProductPlan(int Warps, ProductShare First, ProductShare Second)
{
    private const int Schedulers = 4;
    private const int GroupInstructions = 900, GroupLatency = 2_000;
    private const int SplitLatency = 1_500, LatencyPerSplit = 130;
    private const double CacheBytesPerCycle = 2_500, BytesPerGroup = 2 * 16 * TiledProduct.TileVectors;
    private const int MostSplits = 64;

    /// <summary>The shortest plan of a launch.</summary>
    /// <param name="first">A product.</param>
    /// <param name="second">Another one in the same launch, or null.</param>
    /// <param name="multiprocessors">Of the GPU.</param>
    /// <param name="maxWarps">The largest group.</param>
    public static ProductPlan For(in ProductSize first, in ProductSize? second, int multiprocessors, int maxWarps)
    {
        var best = default(ProductPlan);
        var shortest = double.PositiveInfinity;
        for (var warps = 1; warps <= maxWarps; warps *= 2)
            foreach (var a in Shares(first, warps))
                foreach (var b in Shares(second ?? default, warps))
                {
                    var cycles = Cycles(warps, multiprocessors, first, a, second ?? default, b);
                    if (cycles >= shortest)
                        continue;
                    shortest = cycles;
                    best = new(warps, a, b);
                }
        return best;
    }

    /// <summary>Cycles of a launch by the model.</summary>
    public static double Cycles(int warps, int multiprocessors, in ProductSize first, ProductShare a, in ProductSize second, ProductShare b)
    {
        var (groupsA, groupsB) = ((double)first.Tiles * a.Splits, (double)second.Tiles * b.Splits);
        var groups = groupsA + groupsB;
        var meanSteps = (groupsA * a.Steps + groupsB * b.Steps) / groups;
        var warpsPerScheduler = Math.Ceiling(Math.Ceiling(groups / multiprocessors) * warps / Schedulers);
        var (stepInstructions, stepLatency) = Step(first.Precision);
        var issue = warpsPerScheduler * (meanSteps * stepInstructions + GroupInstructions);
        var alone = (double)Math.Max(a.Steps, b.Steps) * stepLatency + GroupLatency;
        var sharing = (a.Splits > 1 ? groupsA : 0) + (b.Splits > 1 ? groupsB : 0);
        if (sharing == 0)
            return Math.Max(issue, alone);
        return Math.Max(issue, alone) + SplitLatency + LatencyPerSplit * Math.Max(a.Splits, b.Splits) + sharing * BytesPerGroup / CacheBytesPerCycle;
    }

    /// <summary>Cycles of a scheduler that a step takes of it, and those from its beginning to its end.</summary>
    /// <remarks>
    /// In TF32 a step is some 150 instructions, and 16 products keep a tensor core busy for 128 cycles; in 3xTF32 310 and 384. Alone a warp waits
    /// longer: for the loads of the next step, 300 cycles and more, which so few instructions do not cover.
    /// </remarks>
    private static (int Instructions, int Latency) Step(Precision precision) => precision switch
    {
        Precision.Tf32 => (160, 450),
        Precision.Tf32x3 => (390, 600),
        _ => (700, 1_100),
    };

    /// <summary>The shares worth a look; of a product that there is not, an empty one.</summary>
    private static List<ProductShare> Shares(ProductSize size, int warps)
    {
        if (size.Tiles == 0)
            return [default];
        var shares = new List<ProductShare>();
        for (var splits = 1; splits <= Math.Min(MostSplits, size.Steps); splits++)
        {
            var share = ProductShare.Of(size, warps, splits);
            if (shares.Count == 0 || share != shares[^1])
                shares.Add(share);
        }
        return shares;
    }
}
