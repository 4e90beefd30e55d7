using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>How products are spread over a GPU.</summary>
public sealed class ProductPlanTests
{
    private const int Multiprocessors = 132;

    // Nature's network at batch 32: forward, weight and input gradients.
    [TestCase(12800, 32, 256, 1)]
    [TestCase(2592, 64, 512, 1)]
    [TestCase(1568, 64, 576, 1)]
    [TestCase(32, 512, 3136, 1)]
    [TestCase(257, 32, 12800, 1)]
    [TestCase(513, 64, 2592, 1)]
    [TestCase(577, 64, 1568, 1)]
    [TestCase(512, 3137, 32, 1)]
    [TestCase(32, 3136, 512, 1)]
    [TestCase(3200, 32, 256, 4)]
    [TestCase(2592, 64, 576, 1)]
    public void The_real_products_fill_a_large_gpu(int m, int n, int k, int phases)
    {
        var size = new ProductSize(m, n, k, VectorLoads: true, VectorStores: true, phases);
        var plan = ProductPlan.For(size, Multiprocessors, TiledProduct.MaxWarps);
        var groups = size.TilesM * size.TilesN * phases * plan.Splits;
        Assert.That(groups * plan.Warps, Is.GreaterThanOrEqualTo(5 * Multiprocessors), "warps: more than one for each scheduler");
        Assert.That(groups, Is.GreaterThanOrEqualTo(0.7 * Multiprocessors), "groups");
    }

    [Test]
    public void Every_k_is_covered_and_no_warp_has_more_than_it_needs()
    {
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var size = new ProductSize(random.Next(1, 3000), random.Next(1, 600), random.Next(1, 20000), true, true, random.Next(1, 5));
            var plan = ProductPlan.For(size, random.Next(1, 150), random.Next(1, 9));
            var steps = (size.K + TiledProduct.StepDepth - 1) / TiledProduct.StepDepth;
            Assert.That(plan.Warps * plan.Splits * plan.Steps, Is.GreaterThanOrEqualTo(steps));
            Assert.That(plan.Warps * plan.Splits * (plan.Steps - 1), Is.LessThan(steps));
        }
    }

    [Test]
    public void A_divisor_divides_exactly()
    {
        var random = new Random(5);
        for (var i = 0; i < 200_000; i++)
        {
            var divisor = random.Next(1, 1 << random.Next(1, 31));
            var number = random.Next(0, int.MaxValue);
            Assert.That(new Divisor(divisor).Quotient(number), Is.EqualTo(number / divisor));
            Assert.That(new Divisor(divisor).Quotient(int.MaxValue), Is.EqualTo(int.MaxValue / divisor));
        }
    }
}
