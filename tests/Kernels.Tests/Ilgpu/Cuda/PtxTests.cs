using System.Reflection;
using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>
/// Every kernel, compiled to PTX for a Hopper GPU as the CUDA device does it. No GPU takes part: the text alone tells what would be slow or
/// wrong.
/// </summary>
/// <remarks>Products on tensor cores have tests of their own, <see cref="TensorProductPtxTests"/>.</remarks>
// Slow: fifty kernels are compiled, a second each.
[Category("Slow")]
public sealed class PtxTests
{
    /// <summary>Multiplications of a step of a product: 64 results a lane, eight k.</summary>
    private const int StepMultiplications = 64 * TiledProduct.StepDepth;

    /// <summary>Shared-memory vectors of a step: two of the left piece and two of the right for each k.</summary>
    private const int StepVectors = 4 * TiledProduct.StepDepth;

    private const string OneProduct = "TiledProduct<";
    private const string TwoProducts = "ProductPair<";

    private readonly Dictionary<string, string> kernels = [];

    [OneTimeSetUp]
    public void CompileEveryKernel()
    {
        using var device = IlgpuDevices.Open(IlgpuDevices.Cpu);
        device.HasWarps = true;
        device.MaxWarps = TiledProduct.MaxWarps;
        foreach (var product in HopperPtx.ProductsOf(device.Conv2d).Concat(HopperPtx.ProductsOf(device.Linear)))
        {
            product.Register(TileAccess.Elements);
            product.Register(TileAccess.Vectors);
        }
        foreach (var kernel in device.Kernels)
            kernels[NameOf(kernel.Method)] = HopperPtx.Of(kernel.Method, kernel.Specialization);
    }

    [Test]
    public void All_operations_have_kernels()
    {
        // Eight products and two pairs of them, each for two shapes of tiles and two ways to load; and with teams of warps all but the weight gradients alone.
        Assert.That(kernels.Keys.Count(IsProduct), Is.EqualTo(4 * (8 + 2) + 2 * (5 + 2)));
        Assert.That(kernels.Keys.Count(name => !IsProduct(name)), Is.GreaterThan(35));
    }

    [Test]
    public void The_text_of_a_compiled_kernel_can_be_replaced() =>
        Assert.That(KernelCompiler.CanEditPtx, Is.True, "ILGPU has changed: without this the CUDA device falls back to O1 and generic loads.");

    [Test]
    public void No_branch_claims_to_be_uniform() => Assert.That(Matching(@"bra\.uni"), Is.Empty);

    [Test]
    public void Nothing_lies_in_local_memory() => Assert.That(Matching(@"\.local"), Is.Empty);

    [Test]
    public void Nothing_is_computed_in_double_precision() => Assert.That(Matching(@"\.f64"), Is.Empty);

    [Test]
    public void Every_load_and_store_names_its_memory() => Assert.That(Matching(@"\b(ld|st)\.(v[24]|[bfsu]\d)"), Is.Empty);

    [Test]
    public void Nothing_is_called() => Assert.That(Matching(@"\bcall\b"), Is.Empty);

    [Test]
    public void Only_groups_are_counted_by_atomics_and_floats_never()
    {
        foreach (var (name, text) in kernels)
        {
            var atomics = Regex.Matches(text, @"\b(?:atom|red)\.\S+").Select(match => match.Value).ToArray();
            // A product counts the groups of a bundle, and bundles.
            var counts = name.StartsWith(TwoProducts, StringComparison.Ordinal) ? 4 : IsProduct(name) ? 2 : 1;
            Assert.That(atomics, Has.Length.EqualTo(name.Contains(nameof(WarpWork), StringComparison.Ordinal) ? counts : 0), name);
            Assert.That(atomics, Is.All.EqualTo(IsProduct(name) ? "atom.acq_rel.gpu.global.add.u32" : "atom.add.global.u32"), name);
        }
    }

    [Test]
    public void A_product_waits_by_warps_unless_they_are_a_team_and_counting_its_groups_is_its_only_fence()
    {
        foreach (var (name, text) in kernels.Where(kernel => IsProduct(kernel.Key)))
        {
            var isTeamAlone = Team(name) > 1 && !name.StartsWith(TwoProducts, StringComparison.Ordinal);
            Assert.That(Count(text, @"bar\.warp\.sync"), isTeamAlone ? Is.Zero : Is.GreaterThan(0), name);
            Assert.That(Count(text, @"membar|fence"), Is.Zero, name);
        }
    }

    // ILGPU moves an atomic change whose result is needed later behind a fence that follows it.
    [Test]
    public void Every_other_count_stands_between_its_fences()
    {
        foreach (var (name, text) in kernels.Where(kernel => !IsProduct(kernel.Key) && kernel.Value.Contains("atom.", StringComparison.Ordinal)))
            Assert.That(Regex.Matches(text, @"\b(?:atom|fence)\.\w+").Select(match => match.Value), Is.EqualTo(["fence.acq_rel", "atom.add", "fence.acq_rel"]), name);
    }

    [Test]
    public void Every_kernel_leaves_room_for_two_groups()
    {
        foreach (var (name, text) in kernels)
        {
            var threads = IsProduct(name) ? 128 : 256;
            Assert.That(text, Does.Match($@"\.maxntid {threads}\b.*\s+\.minnctapersm 2\b"), name);
        }
    }

    [TestCaseSource(nameof(ProductsOfFloats))]
    [TestCaseSource(nameof(ProductsOfFrames))]
    public void A_product_is_unrolled_and_reads_shared_memory_16_bytes_at_a_time(string operands)
    {
        foreach (var (name, text) in Variants(operands))
        {
            Assert.That(Count(text, @"mul\.f32"), Is.GreaterThanOrEqualTo(StepMultiplications), name);
            Assert.That(Count(text, @"ld\.shared\.v4\.f32"), Is.GreaterThanOrEqualTo(StepVectors), name);
            Assert.That(Count(text, @"ld\.shared\.f32"), Is.LessThanOrEqualTo(1), $"{name}: one in the sum of the right factor, behind the loop");
        }
    }

    [TestCaseSource(nameof(ProductsOfFloats))]
    public void A_vector_product_moves_16_bytes_at_a_time(string operands)
    {
        foreach (var (name, text) in Variants(operands, vectorized: true))
        {
            Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(StepLoads(IsTall(name), Team(name))), name);
            // Only the partial sums of a bias's gradient are single floats.
            Assert.That(Count(text, @"ld\.global\.f32"), Is.LessThanOrEqualTo(2), name);
            Assert.That(Count(text, @"st\.global\.f32"), Is.LessThanOrEqualTo(4), name);
            Assert.That(Count(text, @"st\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(3), $"{name}: results, partial sums and those of bundles");
        }
    }

    [TestCaseSource(nameof(ProductsOfFrames))]
    public void Frames_are_read_four_bytes_at_a_time(string operands)
    {
        foreach (var (name, text) in Variants(operands, vectorized: true))
        {
            Assert.That(Count(text, @"ld\.global\.[bu]32"), Is.GreaterThanOrEqualTo(Team(name) > 1 ? 2 : 4), name);
            Assert.That(Count(text, @"ld\.global\.[bsu]8"), Is.Zero, name);
            Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(2), $"{name}: the other operand");
        }
    }

    [TestCaseSource(nameof(PairsOfProducts))]
    public void A_pair_is_two_unrolled_vector_products(string operands)
    {
        foreach (var (name, text) in Variants(operands, vectorized: true, TwoProducts))
        {
            Assert.That(Count(text, @"mul\.f32"), Is.GreaterThanOrEqualTo(2 * StepMultiplications), name);
            Assert.That(Count(text, @"ld\.shared\.v4\.f32"), Is.GreaterThanOrEqualTo(2 * StepVectors), name);
            Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(StepLoads(IsTall(name), Team(name)) + StepLoads(isTall: false, team: 1)), name);
        }
    }

    [TestCase("IlgpuAdam.StepKernel<VectorLoading, WarpWork>", 4, 3)]
    [TestCase("IlgpuAdam.StepKernel<VectorLoading, PlainWork>", 4, 3)]
    [TestCase("IlgpuReplayGather.Kernel<Int4>", 1, 1)]
    [TestCase("IlgpuReplayScatter.Kernel<Int4>", 1, 1)]
    public void Memory_bound_kernels_move_16_bytes_at_a_time(string kernel, int loads, int stores)
    {
        Assert.That(Count(kernels[kernel], @"ld\.global\.v4"), Is.EqualTo(loads));
        Assert.That(Count(kernels[kernel], @"st\.global\.v4"), Is.EqualTo(stores));
    }

    [Test]
    public void The_heads_read_features_and_weights_16_bytes_at_a_time()
    {
        var text = kernels["IlgpuTdHead.SampleKernel<VectorLoading>"];
        Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.EqualTo(12), "five of h and of w for the action values, w and h for dh");
        Assert.That(Count(text, @"st\.global\.v4\.f32"), Is.EqualTo(1));
        Assert.That(Count(kernels["IlgpuActHead.Kernel<VectorLoading>"], @"ld\.global\.v4\.f32"), Is.EqualTo(10), "five of h and of w");
    }

    private static IEnumerable<string> ProductsOfFloats() =>
    [
        "RowsOperand, RowsOperand, BiasActivationResult<ColumnsAreM>",
        "ColumnsOperand, RowsOperand, InputGradientResult",
        "ColumnsOperand, ColumnsOperand, WeightGradientResult",
        "PatchOperand, ColumnsOperand, BiasActivationResult<ColumnsAreN>",
        "TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult",
        "GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult",
    ];

    private static IEnumerable<string> ProductsOfFrames() =>
    [
        "FramePatchOperand, FrameOrderWeightOperand, BiasActivationResult<ColumnsAreN>",
        "TransposedFramePatchOperand, ColumnsOperand, FrameOrderWeightGradientResult",
    ];

    private static IEnumerable<string> PairsOfProducts() =>
    [
        "ColumnsOperand, RowsOperand, InputGradientResult, ColumnsOperand, ColumnsOperand, WeightGradientResult",
        "GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult, TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult",
    ];

    private static bool IsProduct(string kernel) =>
        kernel.StartsWith(OneProduct, StringComparison.Ordinal) || kernel.StartsWith(TwoProducts, StringComparison.Ordinal);

    /// <summary>True for a product of tall tiles, and for a pair whose first one has them.</summary>
    private static bool IsTall(string kernel) => kernel.Contains(nameof(TallTile), StringComparison.Ordinal);

    /// <summary>Warps of a team.</summary>
    private static int Team(string kernel) => kernel.Contains(nameof(TwoByTwo), StringComparison.Ordinal) ? 4 : 1;

    /// <summary>Vectors that a lane loads for a step: 64 + 32 outer indices, or 128 + 16, or 128 + 64 of a team of four, eight deep, over all lanes.</summary>
    private static int StepLoads(bool isTall, int team) =>
        (team == 4 ? 128 + 64 : isTall ? 128 + 16 : 64 + 32) * TiledProduct.StepDepth / (team * TiledProduct.WarpSize) / 4;

    private static string NameOf(MethodInfo method) => $"{NameOf(method.DeclaringType!)}.{method.Name}{ArgumentsOf(method.GetGenericArguments())}";

    private static string NameOf(Type type) => type.Name.Split('`')[0] + ArgumentsOf(type.GetGenericArguments());

    private static string ArgumentsOf(Type[] types) => types.Length == 0 ? "" : $"<{string.Join(", ", types.Select(NameOf))}>";

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);

    /// <summary>The kernels of a product of these operands.</summary>
    private Dictionary<string, string> Variants(string operands, bool vectorized = false, string kind = OneProduct)
    {
        var start = $"{kind}{operands}, {(vectorized ? nameof(VectorLoading) : "")}";
        var variants = kernels.Where(kernel => kernel.Key.StartsWith(start, StringComparison.Ordinal)).ToDictionary();
        Assert.That(variants, Is.Not.Empty, start);
        return variants;
    }

    private IEnumerable<string> Matching(string pattern) => kernels.Where(kernel => Count(kernel.Value, pattern) > 0).Select(kernel => kernel.Key);
}
