using System.Text.RegularExpressions;
using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu.Cuda;

/// <summary>The text of a product on tensor cores.</summary>
public sealed class TensorProductPtxTests
{
    private static readonly Lazy<string> Tf32 = new(Text<TensorTile>);
    private static readonly Lazy<string> Tf32x3 = new(Text<SplitTensorTile>);

    [Test]
    public void A_step_is_16_products_of_16_by_8_or_three_times_as_many()
    {
        Assert.That(Count(Tf32.Value, @"mma\.sync\.aligned\.m16n8k8\.row\.col\.f32\.tf32\.tf32\.f32"), Is.EqualTo(16));
        Assert.That(Count(Tf32x3.Value, @"mma\.sync\.aligned\.m16n8k8\.row\.col\.f32\.tf32\.tf32\.f32"), Is.EqualTo(48));
    }

    [Test]
    public void Each_factor_is_read_from_shared_memory_once_and_rounded_once([Values] bool split)
    {
        var text = split ? Tf32x3.Value : Tf32.Value;
        // Four vectors of the left factor, two of the right; and four from each of the three other warps, when their sums are added.
        Assert.That(Count(text, @"ld\.shared\.v4\.f32"), Is.EqualTo(6 + 12));
        Assert.That(Count(text, @"min\.s32\s+%r\d+, %r\d+, 2147479551"), Is.EqualTo(24));
        Assert.That(Count(text, @"sub\.f32"), Is.EqualTo(split ? 24 : 0));
    }

    [Test]
    public void What_lies_in_local_memory_is_single_words_that_the_assembler_keeps_in_registers([Values] bool split)
    {
        var text = split ? Tf32x3.Value : Tf32.Value;
        Assert.That(Count(text, @"\.local \.align"), Is.GreaterThan(0));
        Assert.That(Count(text, @"\.local \.align"), Is.EqualTo(Count(text, @"\.local \.align 4 \.b8 \w+\[4\];")));
    }

    private static string Text<TShape>() where TShape : struct, ITileShape
    {
        var kernel = TiledProduct<RowsOperand, RowsOperand, BiasActivationResult<ColumnsAreM>, VectorLoading, TShape, FourSlices, WarpWork>.Kernel;
        return HopperPtx.Of(kernel.Method, ProductVariant.Specialization);
    }

    private static int Count(string text, string pattern) => Regex.Count(text, pattern);
}
