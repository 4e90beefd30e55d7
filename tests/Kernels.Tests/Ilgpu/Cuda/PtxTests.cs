using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>
/// Every kernel, compiled to PTX for a Hopper GPU as the CUDA device does it. No GPU takes part: the text alone tells what would be slow or
/// wrong.
/// </summary>
public sealed class PtxTests
{
    private readonly Dictionary<string, string> kernels = [];

    [OneTimeSetUp]
    public void CompileEveryKernel()
    {
        using var device = IlgpuDevices.Open(IlgpuDevices.Cpu);
        foreach (var kernel in device.Kernels)
        {
            var types = string.Join(", ", kernel.Method.GetGenericArguments().Select(type => type.Name));
            kernels[$"{kernel.Method.DeclaringType!.Name}.{kernel.Method.Name}<{types}>"] = HopperPtx.Of(kernel.Method, kernel.Specialization);
        }
    }

    [Test]
    public void All_operations_have_kernels() => Assert.That(kernels, Has.Count.GreaterThan(35));

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
    public void There_are_no_atomics() => Assert.That(Matching(@"\b(atom|red)\."), Is.Empty);

    [Test]
    public void Every_kernel_leaves_room_for_two_groups() =>
        Assert.That(kernels.Values, Is.All.Match(@"\.maxntid 256\b.*\s+\.minnctapersm 2"));

    [Test]
    public void Nothing_is_called() => Assert.That(Matching(@"\bcall\b"), Is.Empty);

    [TestCaseSource(nameof(ProductsOfFloats))]
    public void A_vector_product_moves_16_bytes_at_a_time_and_is_unrolled(string operands)
    {
        var text = kernels[$"TiledProduct.Kernel<{operands}, VectorLoading>"];
        Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(4), "two vectors of each operand");
        // Eight steps of k: two vectors of the left piece, one of the right.
        Assert.That(Count(text, @"ld\.shared\.v4\.f32"), Is.GreaterThanOrEqualTo(24));
        Assert.That(Count(text, @"ld\.shared\.f32"), Is.Zero);
        Assert.That(Count(text, @"mul\.f32"), Is.GreaterThanOrEqualTo(8 * 32));
    }

    [TestCase("FramePatchOperand, FrameOrderWeightOperand, BiasActivationResult")]
    [TestCase("TransposedFramePatchOperand, ColumnsOperand, FrameOrderWeightGradientResult")]
    public void Frames_are_read_four_bytes_at_a_time(string operands)
    {
        var text = kernels[$"TiledProduct.Kernel<{operands}, VectorLoading>"];
        Assert.That(Count(text, @"ld\.global\.[bu]32"), Is.GreaterThanOrEqualTo(2));
        Assert.That(Count(text, @"ld\.global\.[bsu]8"), Is.Zero);
        Assert.That(Count(text, @"ld\.global\.v4\.f32"), Is.GreaterThanOrEqualTo(2), "the other operand");
    }

    [TestCase("IlgpuAdam.StepKernel<VectorLoading>", 4, 3)]
    [TestCase("IlgpuReplayGather.Kernel<Int4>", 1, 1)]
    [TestCase("IlgpuReplayScatter.Kernel<Int4>", 1, 1)]
    public void Memory_bound_kernels_move_16_bytes_at_a_time(string kernel, int loads, int stores)
    {
        Assert.That(Count(kernels[kernel], @"ld\.global\.v4"), Is.EqualTo(loads));
        Assert.That(Count(kernels[kernel], @"st\.global\.v4"), Is.EqualTo(stores));
    }

    private static IEnumerable<string> ProductsOfFloats() =>
    [
        "RowsOperand, RowsOperand, BiasActivationResult",
        "RowsOperand, ColumnsOperand, InputGradientResult",
        "ColumnsOperand, ColumnsAndOneOperand, WeightGradientResult",
        "PatchOperand, ColumnsOperand, BiasActivationResult",
        "TransposedPatchOperand, ColumnsOperand, ConvWeightGradientResult",
        "GradientPatchOperand, PhaseWeightOperand, ConvInputGradientResult",
    ];

    private IEnumerable<string> Matching(string pattern) => kernels.Where(kernel => Count(kernel.Value, pattern) > 0).Select(kernel => kernel.Key);

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);
}
