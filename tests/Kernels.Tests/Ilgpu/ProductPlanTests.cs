using DqnGpu.Kernels.Ilgpu;

namespace DqnGpu.Kernels.Tests.Ilgpu;

/// <summary>How products are spread over a GPU.</summary>
public sealed class ProductPlanTests
{
    private const int Multiprocessors = 132;
    private const int LanesPerMultiprocessor = 128;

    // Nature's network at batch 32: forward of two networks, weight gradient of the frames.
    [TestCase(12800, 32, 256, 2)]
    [TestCase(2592, 64, 512, 2)]
    [TestCase(1568, 64, 576, 2)]
    [TestCase(512, 32, 3136, 2)]
    [TestCase(256, 32, 12800, 1)]
    public void A_real_product_is_modelled_at_a_quarter_of_the_peak_or_better(int m, int n, int k, int members)
    {
        var size = new ProductSize(m, n, k, AlignedLoads: true, VectorStores: true, members);
        var plan = ProductPlan.For(size, null, Multiprocessors, TiledProduct.MaxWarps);
        AssertQuarterOfThePeak(plan, size, null);
    }

    // Both gradients of a layer.
    [TestCase(3136, 32, 512, 1, 3136, 512, 32)]
    [TestCase(2592, 64, 576, 1, 576, 64, 1568)]
    [TestCase(3200, 32, 256, 4, 512, 64, 2592)]
    public void A_pair_is_modelled_at_a_quarter_of_the_peak_or_better(int m1, int n1, int k1, int members, int m2, int n2, int k2)
    {
        var first = new ProductSize(m1, n1, k1, AlignedLoads: true, VectorStores: true, members);
        var second = new ProductSize(m2, n2, k2, AlignedLoads: true, VectorStores: true);
        AssertQuarterOfThePeak(ProductPlan.For(first, second, Multiprocessors, TiledProduct.MaxWarps), first, second);
    }

    [Test]
    public void A_few_groups_more_than_a_wave_are_not_planned()
    {
        // 140 tiles: 132 multiprocessors take 1 or 2 groups, never 1.06.
        var size = new ProductSize(64 * 140, 32, 4096, AlignedLoads: true, VectorStores: true);
        var plan = ProductPlan.For(size, null, Multiprocessors, TiledProduct.MaxWarps);
        var waves = (double)plan.First.Shares.Groups / Multiprocessors;
        Assert.That(waves / Math.Ceiling(waves), Is.GreaterThan(0.9));
    }

    [TestCase(Precision.Tf32, 1.6)]
    [TestCase(Precision.Tf32x3, 1.1)]
    public void A_faster_step_is_modelled_as_a_faster_product(Precision precision, double times)
    {
        var size = new ProductSize(2592, 64, 512, AlignedLoads: true, VectorStores: true, Members: 16);
        Assert.That(Cycles(size) / Cycles(size with { Precision = precision }), Is.GreaterThan(times));
    }

    [Test]
    public void Tensor_cores_have_no_tall_tiles()
    {
        var size = new ProductSize(12800, 16, 256, AlignedLoads: true, VectorStores: true);
        Assert.That((size.IsTall, size.TilesM(new(1))), Is.EqualTo((true, 100)));
        size = size with { Precision = Precision.Tf32 };
        Assert.That((size.IsTall, size.TilesM(new(1)), size.TilesN(new(1))), Is.EqualTo((false, 200, 1)));
    }

    [Test]
    public void A_large_minibatch_is_made_by_teams()
    {
        var size = new ProductSize(81 * 1024, 64, 512, AlignedLoads: true, VectorStores: true, AllowsTeams: true);
        Assert.That(ProductPlan.For(size, null, Multiprocessors, TiledProduct.MaxWarps).First.Warps, Is.EqualTo(new WarpsOfGroup(4, AlongM: 2, AlongN: 2)));
        Assert.That(ProductPlan.For(size with { AllowsTeams = false }, null, Multiprocessors, TiledProduct.MaxWarps).First.Warps.Team, Is.EqualTo(1));
        Assert.That(ProductPlan.For(size with { N = 32 }, null, Multiprocessors, TiledProduct.MaxWarps).First.Warps.Team, Is.EqualTo(1));
    }

    [Test]
    public void A_plan_leaves_no_group_without_work()
    {
        var random = new Random(3);
        for (var i = 0; i < 300; i++)
        {
            var size = new ProductSize(random.Next(1, 3000), random.Next(1, 600), random.Next(1, 20000), true, true, random.Next(1, 5), AllowsTeams: i % 2 == 0);
            var plan = ProductPlan.For(size, null, random.Next(1, 150), 1 << random.Next(0, 3));
            Assert.That(plan.First.Shares.Groups, Is.InRange(1, size.Units(plan.First.Warps)));
            Assert.That(plan.First.Shares.Start(plan.First.Shares.Groups), Is.EqualTo(size.Units(plan.First.Warps)));
        }
    }

    private static void AssertQuarterOfThePeak(ProductPlan plan, in ProductSize first, in ProductSize? second)
    {
        var cycles = plan.Cycles(first, second, Multiprocessors);
        var multiplyAdds = MultiplyAdds(first) + (second is { } other ? MultiplyAdds(other) : 0);
        Assert.That(multiplyAdds / (Multiprocessors * LanesPerMultiprocessor) / cycles, Is.GreaterThan(0.25), plan.ToString());
    }

    private static double Cycles(in ProductSize size) =>
        ProductPlan.For(size, null, Multiprocessors, TiledProduct.MaxWarps).Cycles(size, null, Multiprocessors);

    private static double MultiplyAdds(in ProductSize size) => (double)size.M * size.N * size.K * size.Members;

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
