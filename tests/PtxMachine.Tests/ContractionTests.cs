namespace DqnGpu.PtxMachine.Tests;

/// <summary>What counts as one multiply-add.</summary>
public sealed class ContractionTests
{
    private const string Load = "ld.global.v4.f32 {%f1, %f2, %f3, %f4}, [%rd1]; ";
    private const string Store = "st.global.f32 [%rd1], %f6;";

    [TestCase("fma.rn.f32 %f6, %f1, %f2, %f3;", 1, 0)]
    [TestCase("mul.f32 %f5, %f1, %f2; add.f32 %f6, %f5, %f3;", 1, 1)]
    [TestCase("mul.f32 %f5, %f1, %f2; add.f32 %f6, %f3, %f5;", 1, 1)]
    [TestCase("mul.f32 %f5, %f1, %f2; sub.f32 %f6, %f3, %f5;", 1, 1)]
    [TestCase("mul.f32 %f5, %f1, %f2; mul.f32 %f7, %f3, %f4; add.f32 %f6, %f5, %f7;", 1, 1)] // the other product stays
    [TestCase("mul.f32 %f5, %f1, %f2; add.f32 %f6, %f5, %f3; st.global.f32 [%rd1], %f5;", 0, 0)] // the product itself is wanted
    [TestCase("mul.f32 %f5, %f1, %f2; add.f32 %f5, %f3, %f4; mov.f32 %f6, %f5;", 0, 0)] // overwritten before it is added
    [TestCase("mul.f32 %f5, %f1, %f2; mul.f32 %f6, %f5, %f3;", 0, 0)]
    [TestCase("mul.f32 %f5, %f1, %f2; bra next; next: add.f32 %f6, %f5, %f3;", 0, 0)]
    public void A_product_that_only_a_sum_reads_is_a_multiply_add(string body, int multiplyAdds, int contracted)
    {
        using var launch = new TestLaunch(4);
        var counts = launch.Count(TestText.OneThread(Load, body, Store), new(new(1), new(1)));
        Assert.That((counts[InstructionKind.MultiplyAdd], counts.MultiplyAdds, counts[InstructionKind.Contracted]), Is.EqualTo((multiplyAdds, multiplyAdds, contracted)));
        Assert.That(counts.Total.Executions, Is.EqualTo(counts.Instructions.Sum(i => i.Counts.Executions) - contracted));
    }
}
