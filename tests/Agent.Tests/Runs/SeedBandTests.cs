using NUnit.Framework;

namespace DqnGpu.Agent.Tests;

public sealed class SeedBandTests
{
    [Test]
    public void IsMeanLowestAndHighestWhereAllHaveValues()
    {
        var band = SeedBand.Of([([0, 10, 40], [0, 10, 10]), ([10, 30], [4, 24]), ([5, 100], [7, 7])])!;
        Assert.That((band.X[0], band.X[^1]), Is.EqualTo((10.0, 30.0)));
        Assert.That((band.Mean[0], band.Low[0], band.High[0]), Is.EqualTo((7.0, 4.0, 10.0)));
        Assert.That(band.Mean[^1], Is.EqualTo((10 + 24 + 7) / 3.0).Within(1e-9));
        var middle = band.X.Length / 2;
        Assert.That(band.High[middle], Is.EqualTo(4 + (band.X[middle] - 10)).Within(1e-9), "a straight line between two points");
    }

    [Test]
    public void ThereIsNoneWhereTheyHaveNothingInCommon() => Assert.That(SeedBand.Of([([0, 10], [1, 1]), ([10, 20], [1, 1])]), Is.Null);
}
